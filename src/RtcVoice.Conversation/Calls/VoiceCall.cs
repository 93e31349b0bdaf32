using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using RtcVoice.Audio.Opus;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Peer;
using RtcVoice.Conversation.Turns;
using RtcVoice.Pacing;
using RtcVoice.Timing;

namespace RtcVoice.Conversation.Calls;

/// <summary>
/// One call: the peer's frames in, an agent, the pacer's frames out, and who may speak when. Three kinds of thread meet
/// here and each has its own side: the peer's thread only queues, the worker owns the sound and the turns
/// (<see cref="Tick"/>), the agent runs on tasks and reaches the worker through queues.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A call releases what it owns when it ends; see Ended.")]
public sealed partial class VoiceCall : IVoicePeerObserver, IAgentCall
{
    /// <summary>Events that an agent has not read; one that reads none loses the oldest.</summary>
    private const int MaxUnreadEvents = 256;

    private readonly CallServices _services;
    private readonly IVoicePeer _peer;
    private readonly IVoiceAgent _agent;
    private readonly UplinkQueue _uplink = new();
    private readonly SpeechIn _speechIn;
    private readonly SpeechOut _speechOut;
    private readonly EchoChannel _echo;
    private readonly LossAdaptation _loss = new();
    private readonly SpeechTable _speeches = new();
    private readonly CancellationTokenSource _hangUp = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<AgentEvent> _events = Channel.CreateBounded<AgentEvent>(
        new BoundedChannelOptions(MaxUnreadEvents) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly Instant _created;
    private CallWorkers.Worker? _worker;
    private PacedCall? _paced;
    private Instant _endedAt = Instant.Never;
    private double _reportedLoss = -1;
    private volatile CallState _state;
    private volatile bool _peerClosed;
    private volatile bool _isUnticked;
    private int _isReleasing;
    private PeerCloseReason _closeReason;

    /// <summary>Makes the call of a peer. The peer is to be observed by it before anything can happen.</summary>
    /// <param name="id">The call's identifier: <c>rtc_...</c>.</param>
    /// <param name="peer">The connection with the browser.</param>
    /// <param name="agent">Who answers.</param>
    /// <param name="services">What all calls share.</param>
    public VoiceCall(string id, IVoicePeer peer, IVoiceAgent agent, CallServices services)
    {
        ArgumentNullException.ThrowIfNull(services);
        Id = id;
        _peer = peer;
        _agent = agent;
        _services = services;
        _speechIn = new SpeechIn(services.Vad);
        _speechOut = new SpeechOut(services.Speech, services.Encoders, services.Clock, () => _worker?.Wake());
        _speechOut.ExpectedPacketLossPercent = _loss.ExpectedLossPercent;
        _echo = new EchoChannel(peer);
        _created = services.Clock.GetInstant();
    }

    /// <inheritdoc />
    public string Id { get; }

    /// <summary>Where the call is in its life.</summary>
    public CallState State => _state;

    /// <summary>The connection below.</summary>
    public IVoicePeer Peer => _peer;

    /// <summary>Completes when the call is over and everything of it is released.</summary>
    public Task Ended => _ended.Task;

    /// <summary>What is known of the call now.</summary>
    public VoiceCallStatistics Statistics => new()
    {
        State = _state,
        EndReason = _peerClosed ? _closeReason : null,
        Duration = Instant.Earlier(_endedAt, _services.Clock.GetInstant()) - _created,
        Peer = _peer.Statistics,
        Uplink = _speechIn.Statistics with { QueueDropped = _uplink.Dropped },
        Downlink = _speechOut.Statistics,
        ExpectedLossPercent = _loss.ExpectedLossPercent,
    };

    /// <summary>Ends the call from our side.</summary>
    public void HangUp() => _peer.Close();

    /// <inheritdoc />
    public IAsyncEnumerable<AgentEvent> ReadEventsAsync(CancellationToken cancellation) => _events.Reader.ReadAllAsync(cancellation);

    /// <inheritdoc />
    public AgentSpeech Speak() => _speeches.Add(new AgentSpeech(_speechOut.Begin()));

    /// <inheritdoc />
    void IVoicePeerObserver.OnConnected()
    {
        _paced = _services.Pacing.Add(_peer.Sink, _speechOut);
        _state = CallState.Connected;
        _worker = _services.Workers.Add(this);
        _ = RunAgentAsync();
    }

    /// <inheritdoc />
    void IVoicePeerObserver.OnFrame(in ReceivedFrame frame) => _uplink.TryWrite(frame);

    /// <inheritdoc />
    void IVoicePeerObserver.OnReceptionReport(in ReceptionReport report) => Volatile.Write(ref _reportedLoss, report.LossFraction);

    /// <inheritdoc />
    void IVoicePeerObserver.OnChannelOpened(int channel, string label) => _echo.OnOpened(channel, label);

    /// <inheritdoc />
    void IVoicePeerObserver.OnMessage(int channel, ReadOnlySpan<byte> payload, bool isText) => _echo.OnMessage(channel, payload, isText);

    /// <inheritdoc />
    void IVoicePeerObserver.OnChannelClosed(int channel) => _echo.OnClosed(channel);

    /// <inheritdoc />
    void IVoicePeerObserver.OnClosed(PeerCloseReason reason)
    {
        _closeReason = reason;
        _peerClosed = true;
        if (_worker is null || _isUnticked)
        {
            // No worker will see that it is over.
            _ = ReleaseAsync();
        }
    }

    /// <summary>Does what is due; the worker's thread, every 10 ms.</summary>
    /// <returns>False when the call is over and wants no more ticks.</returns>
    internal bool Tick(Instant now)
    {
        if (_peerClosed)
        {
            _ = ReleaseAsync();
            return false;
        }

        AdaptToLoss();
        Listen(now);
        _speechOut.TopUp(now);
        TellOfSpeech();
        return true;
    }

    /// <summary>Says that the worker ticks no more because a tick has thrown: the call cannot go on.</summary>
    internal void OnFault()
    {
        _isUnticked = true;
        if (_peerClosed)
        {
            _ = ReleaseAsync();
        }
        else
        {
            HangUp();
        }
    }

    private void AdaptToLoss()
    {
        double reported = Interlocked.Exchange(ref _reportedLoss, -1);
        if (reported >= 0)
        {
            _loss.OnReport(reported);
            _speechOut.ExpectedPacketLossPercent = _loss.ExpectedLossPercent;
        }
    }

    private void Listen(Instant now)
    {
        _speechIn.Take(_uplink, now);
        while (_speechIn.TryTakeEvent(out SpeechInEvent heard))
        {
            if (heard.IsStart)
            {
                Tell(new UserSpeechStarted());
                CutSpeech(now);
            }
            else
            {
                Tell(new UserTurnEnded(heard.Turn!));
            }
        }
    }

    private void CutSpeech(Instant now)
    {
        SpeechCut cut = _speechOut.Cut(now);
        foreach (AgentSpeech speech in _speeches.TakeCancelled())
        {
            Tell(new SpeechInterrupted(speech, speech.Id == cut.Segment ? ToTime(cut.Sent) : TimeSpan.Zero));
        }
    }

    private void TellOfSpeech()
    {
        while (_speechOut.TryTakeEvent(out SpeechOutEvent happening))
        {
            if (happening.Kind == SpeechOutEventKind.SegmentFinished && _speeches.Take(happening.Segment) is { } speech)
            {
                Tell(new SpeechFinished(speech));
            }
        }
    }

    private static TimeSpan ToTime(long samples) => TimeSpan.FromSeconds((double)samples / OpusFormat.SampleRate);

    private void Tell(AgentEvent happening) => _events.Writer.TryWrite(happening);

    private async Task RunAgentAsync()
    {
        // Off the peer's thread before the agent's first line runs.
        await Task.Yield();
        try
        {
            await _agent.RunAsync(this, _hangUp.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_hangUp.IsCancellationRequested)
        {
            // The person hung up, which is how calls end.
        }
        catch (Exception e)
        {
            LogAgentFault(e, Id);
            HangUp();
        }
    }

    private async Task ReleaseAsync()
    {
        if (Interlocked.Exchange(ref _isReleasing, 1) != 0)
        {
            return;
        }

        _state = CallState.Ended;
        _endedAt = _services.Clock.GetInstant();
        _events.Writer.TryComplete();
        await _hangUp.CancelAsync().ConfigureAwait(false);
        if (_paced is { } paced)
        {
            await _services.Pacing.RemoveAsync(paced).ConfigureAwait(false);
        }

        _peer.Dispose();
        _speechOut.Dispose();
        _speechIn.Dispose();
        LogEnded(Id, _closeReason);
        _ended.SetResult();
    }
}
