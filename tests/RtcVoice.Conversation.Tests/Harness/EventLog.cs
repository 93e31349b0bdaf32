using System.Text;
using System.Text.Json;

namespace RtcVoice.Conversation.Tests.Harness;

/// <summary>A browser's end of the channel of events: what it was told, and what it says.</summary>
internal sealed class EventLog(CallUnderTest call, int channel)
{
    private readonly CallUnderTest _call = call;

    /// <summary>What came, in order.</summary>
    public IReadOnlyList<JsonElement> Events =>
        [.. _call.Peer.Messages.Where(m => m.Channel == channel).Select(m => JsonDocument.Parse(m.Payload).RootElement)];

    /// <summary>The kinds of what came, in order.</summary>
    public IReadOnlyList<string> Types => [.. Events.Select(TypeOf)];

    /// <summary>Opens the channel.</summary>
    public void Open() => _call.Peer.Observer.OnChannelOpened(channel, "oai-events");

    /// <summary>Closes it.</summary>
    public void Close() => _call.Peer.Observer.OnChannelClosed(channel);

    /// <summary>Says something, and lets the call take it.</summary>
    public void Send(string json)
    {
        _call.Peer.Observer.OnMessage(channel, Encoding.UTF8.GetBytes(json), isText: true);
        _call.Run(TimeSpan.FromMilliseconds(10));
    }

    /// <summary>Events of a kind.</summary>
    public IReadOnlyList<JsonElement> Of(string type) => [.. Events.Where(e => TypeOf(e) == type)];

    /// <summary>The last event of a kind.</summary>
    public JsonElement Last(string type)
    {
        IReadOnlyList<JsonElement> all = Of(type);
        Assert.That(all, Is.Not.Empty, $"no {type} came, but {string.Join(", ", Types)}");
        return all[^1];
    }

    /// <summary>The last event's error.</summary>
    public JsonElement LastError => Last("error").GetProperty("error");

    /// <summary>Lets time pass until something came so often.</summary>
    public void Await(string type, int count = 1, double seconds = 10) =>
        _call.RunUntil(() => Of(type).Count >= count, TimeSpan.FromSeconds(seconds));

    private static string TypeOf(JsonElement happening) => happening.GetProperty("type").GetString()!;
}
