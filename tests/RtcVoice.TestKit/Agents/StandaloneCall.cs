using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using RtcVoice.Audio.Opus;
using RtcVoice.Conversation.Agent;
using RtcVoice.Pacing;
using RtcVoice.TestKit.Waiting;
using RtcVoice.Timing;

namespace RtcVoice.TestKit.Agents;

/// <summary>A call for an agent alone: no browser, no pacer; what the agent says is only counted.</summary>
public sealed class StandaloneCall : IAgentCall, IAsyncDisposable
{
    private readonly SpeechEncoders _encoders = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly SpeechOut _speech;
    private readonly Channel<AgentEvent> _events = Channel.CreateUnbounded<AgentEvent>();
    private readonly ConcurrentQueue<(AgentSpeech Speech, SpeechSegment Segment)> _spoken = new();
    private readonly CancellationTokenSource _hangUp = new();

    /// <summary>Makes a call that no agent has taken.</summary>
    public StandaloneCall() => _speech = new SpeechOut(new SpeechOutOptions { MaxBuffered = TimeSpan.FromMinutes(5) }, _encoders, _clock, static () => { });

    /// <inheritdoc />
    public string Id => "rtc_alone";

    /// <summary>The agent's run.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>Lets an agent take the call.</summary>
    public void Start(IVoiceAgent agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        Running = RunAsync(agent);
    }

    /// <summary>Tells the agent of something.</summary>
    public void Tell(AgentEvent happening) => _events.Writer.TryWrite(happening);

    /// <summary>Cuts all that the agent has begun to say.</summary>
    public void Cut() => _speech.Cut(_clock.GetInstant());

    /// <summary>Waits until the agent has begun so many speeches, and gives the last of them.</summary>
    public async Task<AgentSpeech> SpokenAsync(int count)
    {
        await Eventually.IsTrueAsync(() => _spoken.Count >= count, $"speech {count}").ConfigureAwait(false);
        return _spoken.ElementAt(count - 1).Speech;
    }

    /// <summary>Waits until a speech is complete, and tells how long it is.</summary>
    public async Task<TimeSpan> SaidWholeAsync(AgentSpeech speech)
    {
        ArgumentNullException.ThrowIfNull(speech);
        SpeechSegment segment = _spoken.Single(s => s.Speech == speech).Segment;
        await Eventually.IsTrueAsync(() => segment.Look().IsComplete, "the speech is complete").ConfigureAwait(false);
        return TimeSpan.FromSeconds((double)segment.Look().Written / OpusFormat.SampleRate);
    }

    /// <inheritdoc />
    public AgentSpeech Speak()
    {
        SpeechSegment segment = _speech.Begin();
        var speech = new AgentSpeech(segment);
        _spoken.Enqueue((speech, segment));
        return speech;
    }

    /// <inheritdoc />
    public IAsyncEnumerable<AgentEvent> ReadEventsAsync(CancellationToken cancellation) => _events.Reader.ReadAllAsync(cancellation);

    /// <summary>Hangs up.</summary>
    public async ValueTask DisposeAsync()
    {
        await _hangUp.CancelAsync().ConfigureAwait(false);
        await Running.WithinPatienceAsync().ConfigureAwait(false);
        _speech.Dispose();
        _encoders.Dispose();
        _hangUp.Dispose();
    }

    private async Task RunAsync(IVoiceAgent agent)
    {
        try
        {
            await agent.RunAsync(this, _hangUp.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_hangUp.IsCancellationRequested)
        {
            // That is how calls end.
        }
    }
}
