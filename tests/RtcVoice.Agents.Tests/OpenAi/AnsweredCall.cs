using Microsoft.Extensions.Logging.Abstractions;
using RtcVoice.Agents.OpenAi;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Tools;
using RtcVoice.TestKit.Agents;
using RtcVoice.TestKit.Upstreams;

namespace RtcVoice.Agents.Tests.OpenAi;

/// <summary>A call that an OpenAI agent answers by a stand-in of the API.</summary>
internal sealed class AnsweredCall : IAsyncDisposable
{
    private readonly List<ConversationItem> _history = [];
    private int _turns;

    private AnsweredCall(RealtimeStandIn upstream, StandaloneCall call)
    {
        Upstream = upstream;
        Call = call;
    }

    public RealtimeStandIn Upstream { get; }

    public StandaloneCall Call { get; }

    /// <summary>Begins a call.</summary>
    public static async Task<AnsweredCall> StartAsync(
        OpenAiOptions? options = null, TimeProvider? clock = null, SessionConfig? session = null, Action<RealtimeStandIn>? arrange = null, params ServerTool[] tools)
    {
        var upstream = new RealtimeStandIn();
        arrange?.Invoke(upstream);
        var call = new StandaloneCall { Session = session ?? SessionConfig.Default };
        var factory = new OpenAiAgentFactory(
            options ?? new OpenAiOptions(), "sk-test", upstream.BaseUrl, tools, clock ?? TimeProvider.System, NullLoggerFactory.Instance);
        await factory.PrepareAsync(CancellationToken.None);
        call.Start(factory.Create());
        return new AnsweredCall(upstream, call);
    }

    /// <summary>The person says something for 2 s.</summary>
    /// <returns>The item.</returns>
    public string Speak()
    {
        string id = $"item_turn_{++_turns}";
        Call.Tell(new UserSpeechStarted(id));
        Call.Tell(new UserTurnEnded(new UserTurn(id, new short[2 * UserTurn.SampleRate], TimeSpan.FromSeconds(1.5))));
        Remember(new MessageItem { Id = id, Role = MessageRole.User, Content = [new InputAudioPart(null)] });
        return id;
    }

    /// <summary>An answer is wanted.</summary>
    public RecordedResponse Ask(ResponseConfig? config = null) => Call.Ask(config, [.. _history]);

    /// <summary>The person says something, is answered, and hears it.</summary>
    /// <returns>The message.</returns>
    public async Task<RecordedMessage> ExchangeAsync(StandInSession session, int count, string words)
    {
        Speak();
        RecordedResponse response = Ask();
        await session.AnswerAsync(await session.ResponseAsync(count), words, TimeSpan.FromSeconds(1));
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        RecordedMessage message = response.Messages.Single();
        Remember(new MessageItem { Id = message.Writer.ItemId, Role = MessageRole.Assistant, Content = [new OutputAudioPart(words)] });
        return message;
    }

    /// <summary>Puts an item, or a later state of it, into the history that answers are asked for with.</summary>
    public void Remember(ConversationItem item)
    {
        _history.RemoveAll(i => i.Id == item.Id);
        _history.Add(item);
    }

    /// <summary>Takes an item out of the history.</summary>
    public void Forget(string itemId)
    {
        _history.RemoveAll(i => i.Id == itemId);
        Call.Tell(new ItemDeleted(itemId));
    }

    public async ValueTask DisposeAsync()
    {
        await Call.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}
