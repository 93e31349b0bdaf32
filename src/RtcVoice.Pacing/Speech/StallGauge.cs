using RtcVoice.Timing;

namespace RtcVoice.Pacing.Speech;

/// <summary>
/// Measures from a segment's writes how far its source falls behind the listener: the start delay with which the
/// audio would never have run out. Used by the segment's writer alone.
/// </summary>
internal sealed class StallGauge
{
    /// <summary>
    /// A lead that the source has built up counts for no more than this: the same stall may meet the next talkspurt at
    /// its start, where there is no lead. All of it would teach too little, none of it would punish every long pause.
    /// </summary>
    private static readonly TimeSpan MaxLead = TimeSpan.FromMilliseconds(500);

    private TimeSpan _lead;
    private Instant _lastWriteEnded = Instant.Never;

    /// <summary>
    /// A write begins: what has passed since the last one was the source's time. (What passes inside a write is ours:
    /// the buffer was full.)
    /// </summary>
    /// <returns>How far behind the source is with this write; zero or less when it is not.</returns>
    public TimeSpan BeginWrite(Instant now)
    {
        if (_lastWriteEnded.IsNever)
        {
            return TimeSpan.Zero;
        }

        _lead -= now - _lastWriteEnded;
        return _lead.Negate();
    }

    /// <summary>A write has ended, having brought <paramref name="audio"/>.</summary>
    public void EndWrite(Instant now, TimeSpan audio)
    {
        TimeSpan lead = _lead + audio;
        _lead = lead < MaxLead ? lead : MaxLead;
        _lastWriteEnded = now;
    }
}
