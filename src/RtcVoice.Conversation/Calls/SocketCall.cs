using System.Diagnostics.CodeAnalysis;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Output;
using RtcVoice.Conversation.Peer;
using RtcVoice.Conversation.Realtime;
using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Turns;
using RtcVoice.Timing;

namespace RtcVoice.Conversation.Calls;

/// <summary>
/// One call without WebRTC: the person's sound comes in the events of a client and the agent's leaves in them, so that the
/// client is the one that plays, and that knows what was heard. It does not know the connection: whoever carries its events
/// attaches to <see cref="Session"/>, and ends the call with the connection.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A call releases what it owns when it ends; see Ended.")]
public sealed partial class SocketCall : ITickedCall
{
    /// <summary>In the place of a reason for the end, while there is none.</summary>
    private const int Open = -1;

    private readonly CallServices _services;
    private readonly InputAudioBuffer _input;
    private readonly StreamedOutput _output;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Instant _created;
    private CallWorkers.Worker? _worker;
    private Instant _endedAt = Instant.Never;
    private volatile CallState _state;
    private volatile bool _isTicked;
    private int _closeReason = Open;
    private int _isReleasing;

    /// <summary>Makes a call; it begins with <see cref="Start"/>.</summary>
    /// <param name="id">The call's identifier: <c>rtc_...</c>.</param>
    /// <param name="agent">Who answers.</param>
    /// <param name="services">What all calls share.</param>
    /// <param name="config">What its session is configured to at first; the defaults when null.</param>
    /// <param name="canSend">
    /// Whether the connection has room for sound; none leaves while it says no. Called by the worker's thread: must not block.
    /// </param>
    public SocketCall(string id, IVoiceAgent agent, CallServices services, SessionConfig? config, Func<bool> canSend)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(canSend);
        Id = id;
        _services = services;
        _input = new InputAudioBuffer(services.Vad, services.TurnModel);
        _output = new StreamedOutput(canSend);
        Session = new RealtimeSession(
            id, services, agent, config ?? SessionConfig.Default, _output, _input, early: null, new AppendedAudio(_input), () => _worker?.Wake(), HangUp);
        _created = services.Clock.GetInstant();
    }

    /// <summary>The call's identifier: <c>rtc_...</c>.</summary>
    public string Id { get; }

    /// <summary>The conversation.</summary>
    public RealtimeSession Session { get; }

    /// <summary>Where the call is in its life.</summary>
    public CallState State => _state;

    /// <summary>Why it ended, or null while it has not.</summary>
    public PeerCloseReason? EndReason => Volatile.Read(ref _closeReason) is var reason && reason == Open ? null : (PeerCloseReason)reason;

    /// <summary>Time since the call was made; stands still once it is over.</summary>
    public TimeSpan Duration => Instant.Earlier(_endedAt, _services.Clock.GetInstant()) - _created;

    /// <summary>Completes when the call is over and everything of it is released.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Lets the agent take the call.</summary>
    public void Start()
    {
        _state = CallState.Connected;
        _isTicked = true;
        _worker = _services.Workers.Add(this);
        Session.Start();
    }

    /// <summary>Ends the call from our side. Any thread.</summary>
    public void HangUp() => End(PeerCloseReason.ClosedHere);

    /// <summary>Ends the call; only the first reason counts. Any thread.</summary>
    /// <param name="reason">Why.</param>
    public void End(PeerCloseReason reason)
    {
        Interlocked.CompareExchange(ref _closeReason, (int)reason, Open);
        if (!_isTicked)
        {
            // No worker will see that it is over.
            _ = ReleaseAsync();
        }
    }

    /// <inheritdoc />
    bool ITickedCall.Tick(Instant now)
    {
        if (EndReason is not null)
        {
            _ = ReleaseAsync();
            return false;
        }

        _output.Tick(now);
        Session.Tick(now);
        return true;
    }

    /// <inheritdoc />
    void ITickedCall.OnFault()
    {
        _isTicked = false;
        HangUp();
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
        _output.Dispose();
        _input.Dispose();
        LogEnded(_services.Logger, Id, EndReason!.Value);
        _ended.SetResult();
    }
}
