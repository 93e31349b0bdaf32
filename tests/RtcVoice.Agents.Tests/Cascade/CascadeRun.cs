using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using RtcVoice.Agents.Cascade;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Tools;
using RtcVoice.TestKit.Agents;
using RtcVoice.TestKit.Upstreams;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.Agents.Tests.Cascade;

/// <summary>A call that a cascade answers by stand-ins of its servers, and the person in it.</summary>
internal sealed class CascadeRun : IAsyncDisposable
{
    private readonly List<ConversationItem> _history = [];
    private readonly CascadeAgentFactory _factory;
    private int _turns;

    private CascadeRun(CascadeStandIn servers, StandaloneCall call, CascadeAgentFactory factory)
    {
        Servers = servers;
        Call = call;
        _factory = factory;
    }

    public CascadeStandIn Servers { get; }

    public StandaloneCall Call { get; }

    /// <summary>Begins a call.</summary>
    public static async Task<CascadeRun> StartAsync(
        CascadeOptions? options = null, TimeProvider? clock = null, SessionConfig? session = null, params ServerTool[] tools)
    {
        var servers = new CascadeStandIn();
        var factory = new CascadeAgentFactory(
            options ?? new CascadeOptions(), "sk-test", servers.BaseUrl, null, null, null, tools, clock ?? TimeProvider.System, NullLoggerFactory.Instance);
        await factory.PrepareAsync(CancellationToken.None);
        var run = new CascadeRun(servers, new StandaloneCall { Session = session ?? SessionConfig.Default }, factory);
        run.Call.Start(factory.Create());
        return run;
    }

    /// <summary>The person says something for 2 s.</summary>
    /// <returns>The item.</returns>
    public string Speak()
    {
        string id = Begin();
        End(id, TimeSpan.FromSeconds(1.5));
        return id;
    }

    /// <summary>The person begins to say something.</summary>
    public string Begin()
    {
        string id = $"item_turn_{++_turns}";
        Call.Tell(new UserSpeechStarted(id));
        return id;
    }

    /// <summary>The person seems to have said all.</summary>
    public void SeemToEnd(string id, TimeSpan speech) => Call.Tell(new UserTurnEndLikely(TurnOf(id, speech)));

    /// <summary>The person has said all.</summary>
    public void End(string id, TimeSpan speech)
    {
        Call.Tell(new UserTurnEnded(TurnOf(id, speech)));
        Remember(new MessageItem { Id = id, Role = MessageRole.User, Content = [new InputAudioPart(null)] });
    }

    /// <summary>An answer is wanted.</summary>
    public RecordedResponse Ask(ResponseConfig? config = null) => Call.Ask(config, [.. _history]);

    /// <summary>The person says something, and an answer is wanted.</summary>
    public RecordedResponse SpeakAndAsk()
    {
        Speak();
        return Ask();
    }

    /// <summary>Cuts in on an answer of which only so much was heard.</summary>
    public void CutIn(RecordedResponse response, string heard)
    {
        string id = response.Messages.Single().Writer.ItemId;
        response.Cancel();
        Call.Tell(new MessageTruncated(id, TimeSpan.FromSeconds(1), heard));
        Remember(new MessageItem { Id = id, Role = MessageRole.Assistant, Status = ItemStatus.Incomplete, Content = [new OutputAudioPart(heard)] });
    }

    /// <summary>Puts an item, or a later state of it, into the history that answers are asked for with.</summary>
    public void Remember(ConversationItem item)
    {
        _history.RemoveAll(i => i.Id == item.Id);
        _history.Add(item);
    }

    /// <summary>Puts what an answer has said and called into the history.</summary>
    public void Remember(RecordedResponse response)
    {
        foreach (RecordedMessage message in response.Messages)
        {
            Remember(new MessageItem { Id = message.Writer.ItemId, Role = MessageRole.Assistant, Content = [new OutputAudioPart(message.Text)] });
        }

        foreach (RecordedCall call in response.Calls)
        {
            Remember(new FunctionCallItem { Id = call.Writer.ItemId, CallId = call.Writer.CallId, Name = call.Name, Arguments = call.Arguments });
        }
    }

    /// <summary>The client says what a function has returned.</summary>
    public void Return(string callId, string output)
    {
        var item = new FunctionCallOutputItem { Id = $"item_out_{callId}", CallId = callId, Output = output };
        Call.Tell(new ItemAdded(item, _history[^1].Id));
        Remember(item);
    }

    /// <summary>The messages of a chat request, as "role: text", calls as "call: name arguments".</summary>
    public static string[] MessagesOf(HttpExchange chat) => [.. chat.Json.GetProperty("messages").EnumerateArray().Select(Describe)];

    /// <summary>The sentences that went to the voice; those that go at the same time may come in any order.</summary>
    public string[] Spoken => [.. Servers.Speeches.Select(SentenceOf)];

    /// <summary>Waits until a sentence has gone to the voice.</summary>
    public async Task<HttpExchange> SpeechOfAsync(string sentence)
    {
        await Eventually.IsTrueAsync(() => Spoken.Contains(sentence), sentence);
        return Servers.Speeches.First(s => SentenceOf(s) == sentence);
    }

    public async ValueTask DisposeAsync()
    {
        await Call.DisposeAsync();
        await Servers.DisposeAsync();
        _factory.Dispose();
    }

    private static string SentenceOf(HttpExchange speech) => speech.Json.GetProperty("input").GetString()!;

    private static UserTurn TurnOf(string id, TimeSpan speech) => new(id, new short[2 * UserTurn.SampleRate], speech);

    private static string Describe(JsonElement message)
    {
        string role = message.GetProperty("role").GetString()!;
        if (message.TryGetProperty("tool_calls", out JsonElement calls))
        {
            return string.Join("; ", calls.EnumerateArray().Select(c => c.GetProperty("function")).Select(f => $"call: {f.GetProperty("name")} {JsonSerializer.Serialize(JsonElement.Parse(f.GetProperty("arguments").GetString()!))}"));
        }

        JsonElement content = message.GetProperty("content");
        return $"{role}: {(content.ValueKind == JsonValueKind.Array ? string.Concat(content.EnumerateArray().Select(p => p.GetProperty("text").GetString())) : content.GetString())}";
    }
}
