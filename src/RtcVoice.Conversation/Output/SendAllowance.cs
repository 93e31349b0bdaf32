using RtcVoice.Conversation.Session;
using RtcVoice.Timing;

namespace RtcVoice.Conversation.Output;

/// <summary>
/// How much sound may leave: it fills with the time, up to a head start, so that within any stretch of time no more leaves
/// than the head start and one and a half times that stretch. Counted exactly, in samples times ticks. The worker's.
/// </summary>
internal sealed class SendAllowance
{
    /// <summary>
    /// Leaves at once: a client has something to play before the next piece is due, through the network's jitter and our
    /// ticks. More would only be thrown away when the person cuts in.
    /// </summary>
    public static readonly TimeSpan HeadStart = TimeSpan.FromMilliseconds(200);

    /// <summary>Half faster than it is heard: a client gets further ahead of its loudspeaker, but slowly.</summary>
    public const double Speed = 1.5;

    private const long PerTick = (long)(AudioFormat.PcmRate * Speed);
    private static readonly long Full = HeadStart.Ticks * AudioFormat.PcmRate;

    private long _left = Full;
    private Instant _filledAt = Instant.Never;

    /// <summary>Adds what the time since the last call brings.</summary>
    public void Fill(Instant now)
    {
        if (!_filledAt.IsNever)
        {
            TimeSpan since = now - _filledAt;
            _left = since >= HeadStart ? Full : Math.Min(Full, _left + (since.Ticks * PerTick));
        }

        _filledAt = now;
    }

    /// <summary>Whether so many samples may leave now.</summary>
    public bool Allows(int samples) => samples * TimeSpan.TicksPerSecond <= _left;

    /// <summary>Counts samples that leave, and that it <see cref="Allows"/>.</summary>
    public void Take(int samples) => _left -= samples * TimeSpan.TicksPerSecond;
}
