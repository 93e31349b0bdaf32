using System.Diagnostics.CodeAnalysis;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Output;
using RtcVoice.Conversation.Peer;
using RtcVoice.Conversation.Realtime;
using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Turns;
using RtcVoice.Pacing;
using RtcVoice.Timing;

namespace RtcVoice.Conversation.Calls;

/// <summary>
/// One WebRTC call: the peer's frames in, a session that converses, the pacer's frames out. Three kinds of thread meet
/// here and each has its own side: the peer's thread only queues, the worker owns the sound and the session, the agent
/// runs on tasks and reaches the worker through queues.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A call releases what it owns when it ends; see Ended.")]
public sealed partial class VoiceCall : IVoicePeerObserver, ITickedCall
{
    private readonly CallServices _services;
    private readonly IVoicePeer _peer;
    private readonly LatestReport _report = new();
    private readonly UplinkQueue _uplink = new();
    private readonly InputAudioBuffer _input;
    private readonly EarlyEar _earlyEar;
    private readonly SpeechIn _speechIn;
    private readonly SpeechOut _speechOut;
    private readonly PacedOutput _output;
    private readonly EchoChannel _echo;
    private readonly EventChannels _events;
    private readonly PlayoutChannel _playout;
    private readonly LossAdaptation _loss = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly Instant _created;
    private CallWorkers.Worker? _worker;
    private PacedCall? _paced;
    private Instant _endedAt = Instant.Never;
    private int _reportSeen;
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
    /// <param name="config">What its session is configured to at first; the defaults when null.</param>
    public VoiceCall(string id, IVoicePeer peer, IVoiceAgent agent, CallServices services, SessionConfig? config = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        Id = id;
        _peer = peer;
        _services = services;
        _input = new InputAudioBuffer(services.Vad, services.TurnModel);
        _earlyEar = new EarlyEar(services.Vad);
        _speechIn = new SpeechIn(_input, _earlyEar);
        _speechOut = new SpeechOut(services.Speech, services.Encoders, services.Clock, () => _worker?.Wake());
        _speechOut.ExpectedPacketLossPercent = _loss.ExpectedLossPercent;
        _output = new PacedOutput(_speechOut);
        Session = new RealtimeSession(
            id, services, agent, config ?? SessionConfig.Default, _output, _input, _earlyEar, appended: null, () => _worker?.Wake(), HangUp);
        _echo = new EchoChannel(peer);
        _events = new EventChannels(peer, Session);
        _playout = new PlayoutChannel(peer, services.Clock);
        Session.Held = _playout.Tell;
        _created = services.Clock.GetInstant();
    }

    /// <summary>The call's identifier: <c>rtc_...</c>.</summary>
    public string Id { get; }

    /// <summary>The conversation.</summary>
    public RealtimeSession Session { get; }

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
        RecentLateness = _paced?.RecentLateness ?? default,
    };

    /// <summary>Ends the call from our side.</summary>
    public void HangUp() => _peer.Close();

    /// <inheritdoc />
    void IVoicePeerObserver.OnConnected()
    {
        _paced = _services.Pacing.Add(_peer.Sink, _speechOut);
        _output.Attach(_paced, _peer.FirstTimestamp);
        _state = CallState.Connected;
        _worker = _services.Workers.Add(this);
        Session.Start();
    }

    /// <inheritdoc />
    void IVoicePeerObserver.OnFrame(in ReceivedFrame frame) => _uplink.TryWrite(frame);

    /// <inheritdoc />
    void IVoicePeerObserver.OnReceptionReport(in ReceptionReport report) => _report.Write(report);

    /// <inheritdoc />
    void IVoicePeerObserver.OnChannelOpened(int channel, string label)
    {
        _echo.OnOpened(channel, label);
        _events.OnOpened(channel, label);
        _playout.OnOpened(channel, label);
    }

    /// <inheritdoc />
    void IVoicePeerObserver.OnMessage(int channel, ReadOnlySpan<byte> payload, bool isText)
    {
        _echo.OnMessage(channel, payload, isText);
        _events.OnMessage(channel, payload);
        _playout.OnMessage(channel, payload);
    }

    /// <inheritdoc />
    void IVoicePeerObserver.OnChannelClosed(int channel)
    {
        _echo.OnClosed(channel);
        _events.OnClosed(channel);
        _playout.OnClosed(channel);
    }

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

    /// <inheritdoc />
    bool ITickedCall.Tick(Instant now)
    {
        if (_peerClosed)
        {
            _ = ReleaseAsync();
            return false;
        }

        TakeReports(now);
        _speechIn.Take(_uplink, now);
        Session.Tick(now);
        _speechOut.TopUp(now);
        return true;
    }

    /// <inheritdoc />
    void ITickedCall.OnFault()
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

    private void TakeReports(Instant now)
    {
        if (_report.TryRead(ref _reportSeen, out ReceptionReport report))
        {
            _loss.OnReport(report.LossFraction);
            _speechOut.ExpectedPacketLossPercent = _loss.ExpectedLossPercent;
            _output.OnReception(report);
        }

        if (_playout.TakePlayed() is { } played)
        {
            _output.OnPlayed(played.Report, played.At);
        }

        if (_playout.TakeMuted() is { } muted)
        {
            Session.OnMuted(_output.MediaTimeOf(muted.Report, muted.At), now);
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
        await Session.EndAsync().ConfigureAwait(false);
        if (_paced is { } paced)
        {
            await _services.Pacing.RemoveAsync(paced).ConfigureAwait(false);
        }

        _peer.Dispose();
        _speechOut.Dispose();
        _speechIn.Dispose();
        _earlyEar.Dispose();
        _input.Dispose();
        LogEnded(Id, _closeReason);
        _ended.SetResult();
    }
}
