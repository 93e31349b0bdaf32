using Microsoft.Extensions.Logging.Abstractions;
using RtcVoice.Agents.OpenAi;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Tools;
using RtcVoice.TestKit.Agents;
using RtcVoice.TestKit.Upstreams;

namespace RtcVoice.Agents.Tests.OpenAi;

/// <summary>A call that an OpenAI agent answers by a stand-in of the API.</summary>
internal sealed class AnsweredCall : IAsyncDisposable
{
    private AnsweredCall(RealtimeStandIn upstream, StandaloneCall call)
    {
        Upstream = upstream;
        Call = call;
        Person = new ScriptedPerson(call);
    }

    public RealtimeStandIn Upstream { get; }

    public StandaloneCall Call { get; }

    public ScriptedPerson Person { get; }

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

    /// <inheritdoc cref="ScriptedPerson.Speak" />
    public string Speak() => Person.Speak();

    /// <summary>An answer is wanted.</summary>
    public RecordedResponse Ask(ResponseConfig? config = null) => Person.Ask(config);

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

    /// <inheritdoc cref="ScriptedPerson.Remember(ConversationItem)" />
    public void Remember(ConversationItem item) => Person.Remember(item);

    /// <inheritdoc cref="ScriptedPerson.Forget" />
    public void Forget(string itemId) => Person.Forget(itemId);

    public async ValueTask DisposeAsync()
    {
        await Call.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}
