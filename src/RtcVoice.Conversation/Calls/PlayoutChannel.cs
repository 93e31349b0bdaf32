using RtcVoice.Conversation.Peer;
using RtcVoice.Conversation.Playout;
using RtcVoice.Timing;

namespace RtcVoice.Conversation.Calls;

/// <summary>
/// A data channel labelled <c>rtcvoice-playout</c>, best unreliable: the client reports what it plays. Of each kind the
/// newest report waits for the worker; one that comes meanwhile takes its place, so that a flood of them costs nothing. The
/// other way it is told when the agent falls silent because the person may be cutting in, long before that is certain.
/// </summary>
internal sealed class PlayoutChannel(IVoicePeer peer, TimeProvider clock)
{
    /// <summary>The label of the channel.</summary>
    public const string Label = "rtcvoice-playout";

    private static readonly byte[] Hold = """{"type":"hold"}"""u8.ToArray();
    private static readonly byte[] Resume = """{"type":"resume"}"""u8.ToArray();

    private readonly IVoicePeer _peer = peer;
    private readonly TimeProvider _clock = clock;
    private volatile int _channel = -1;
    private ReceivedPlayout? _played;
    private ReceivedPlayout? _muted;

    /// <summary>The peer's thread.</summary>
    public void OnOpened(int channel, string label)
    {
        if (label == Label)
        {
            _channel = channel;
        }
    }

    /// <summary>The peer's thread.</summary>
    public void OnMessage(int channel, ReadOnlySpan<byte> payload)
    {
        if (channel == _channel && PlayoutReportReader.TryRead(payload, out PlayoutReport report))
        {
            var received = new ReceivedPlayout(report, _clock.GetInstant());
            Volatile.Write(ref report.Kind == PlayoutReportKind.Muted ? ref _muted : ref _played, received);
        }
    }

    /// <summary>The peer's thread.</summary>
    public void OnClosed(int channel)
    {
        if (channel == _channel)
        {
            _channel = -1;
        }
    }

    /// <summary>Tells a client that reports that the agent pauses, or goes on; the worker's thread.</summary>
    public void Tell(bool isHeld)
    {
        if (_channel is >= 0 and int channel)
        {
            _peer.Send(channel, isHeld ? Hold : Resume, isText: true);
        }
    }

    /// <summary>Takes the newest report of what is played; the worker's thread.</summary>
    public ReceivedPlayout? TakePlayed() => Interlocked.Exchange(ref _played, null);

    /// <summary>Takes the report of where the client silenced itself; the worker's thread.</summary>
    public ReceivedPlayout? TakeMuted() => Interlocked.Exchange(ref _muted, null);

    /// <summary>A report, and when it came.</summary>
    internal sealed record ReceivedPlayout(PlayoutReport Report, Instant At);
}
