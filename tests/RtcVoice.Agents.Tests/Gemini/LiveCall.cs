using Microsoft.Extensions.Logging.Abstractions;
using RtcVoice.Agents.Gemini;
using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Tools;
using RtcVoice.TestKit.Agents;
using RtcVoice.TestKit.Upstreams;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.Agents.Tests.Gemini;

/// <summary>A call that a Gemini agent answers by a stand-in of the API.</summary>
internal sealed class LiveCall : IAsyncDisposable
{
    private LiveCall(LiveStandIn upstream, StandaloneCall call)
    {
        Upstream = upstream;
        Call = call;
        Person = new ScriptedPerson(call);
    }

    public LiveStandIn Upstream { get; }

    public StandaloneCall Call { get; }

    public ScriptedPerson Person { get; }

    /// <summary>Begins a call.</summary>
    public static async Task<LiveCall> StartAsync(
        GeminiOptions? options = null, TimeProvider? clock = null, SessionConfig? session = null, Action<LiveStandIn>? arrange = null, params ServerTool[] tools)
    {
        var upstream = new LiveStandIn();
        arrange?.Invoke(upstream);
        var call = new StandaloneCall { Session = session ?? SessionConfig.Default };
        var factory = new GeminiAgentFactory(
            options ?? new GeminiOptions(), "key-test", upstream.BaseUrl, tools, clock ?? TimeProvider.System, NullLoggerFactory.Instance);
        await factory.PrepareAsync(CancellationToken.None);
        call.Start(factory.Create());
        return new LiveCall(upstream, call);
    }

    /// <summary>Waits until a session is set up, so many of them, and gives the last.</summary>
    public async Task<LiveStandInSession> SessionAsync(int count)
    {
        LiveStandInSession session = await Upstream.SessionAsync(count);
        await session.MessageAsync("setup");
        return session;
    }

    /// <summary>The person says something, is answered, and hears it; the session can be taken up again from there, if it is to.</summary>
    public async Task<RecordedResponse> ExchangeAsync(LiveStandInSession session, int count, string words, bool offersHandle = false)
    {
        Person.Speak();
        RecordedResponse response = Person.Ask();
        await session.WantedAsync(count);
        await session.SayAsync(words, TimeSpan.FromSeconds(1));
        await session.CompleteAsync();
        if (offersHandle)
        {
            await session.OfferHandleAsync();
        }

        await session.EndTurnAsync();
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        Person.Remember(response);
        return response;
    }

    /// <summary>The person speaks, and hears the beginning of an answer of which more comes.</summary>
    public async Task<RecordedResponse> HearBeginningAsync(LiveStandInSession session, int count, string words, TimeSpan sound)
    {
        Person.Speak();
        RecordedResponse response = Person.Ask();
        await session.WantedAsync(count);
        await session.SayAsync(words, sound);
        await Eventually.IsTrueAsync(() => response.Messages.Sum(m => m.Sound.Ticks) == sound.Ticks, "it is said");
        return response;
    }

    public async ValueTask DisposeAsync()
    {
        await Call.DisposeAsync();
        await Upstream.DisposeAsync();
        Assert.That(Upstream.Refusal is null ? Upstream.Sessions.Select(s => s.Violation) : [], Is.All.Null, "the protocol was held to");
    }
}
