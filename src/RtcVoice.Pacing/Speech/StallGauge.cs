using RtcVoice.Timing;

namespace RtcVoice.Pacing.Speech;

/// <summary>
/// Measures from a segment's writes how its source keeps up with a listener who hears in real time. Used by the
/// segment's writer alone.
/// </summary>
internal sealed class StallGauge
{
    /// <summary>
    /// A lead that the source has built up counts for no more than this, since the same stall may meet the next talkspurt
    /// at its start. Of a source four times as fast as speech that stalls for 300 ms in every fifth write, half as much
    /// delays the start by 103 ms and not by 68, for one hold less in 12 answers; more changes nothing.
    /// </summary>
    private static readonly TimeSpan MaxLead = TimeSpan.FromSeconds(1);

    private TimeSpan _lead;
    private TimeSpan _drought;
    private TimeSpan _lastAudio;
    private Instant _lastWriteEnded = Instant.Never;

    /// <summary>
    /// A write begins: what has passed since the last one was the source's time. (What passes inside a write is ours:
    /// the buffer was full.)
    /// </summary>
    /// <returns>What the wait has shown; null before the first.</returns>
    public SourceStall? BeginWrite(Instant now)
    {
        if (_lastWriteEnded.IsNever)
        {
            return null;
        }

        TimeSpan gap = now - _lastWriteEnded;
        _lead -= gap;
        TimeSpan before = _drought - _lastAudio;
        _drought = gap + (before > TimeSpan.Zero ? before : TimeSpan.Zero);
        return new SourceStall(_lead.Negate(), _drought);
    }

    /// <summary>A write has ended, having brought <paramref name="audio"/>.</summary>
    public void EndWrite(Instant now, TimeSpan audio)
    {
        TimeSpan lead = _lead + audio;
        _lead = lead < MaxLead ? lead : MaxLead;
        _lastAudio = audio;
        _lastWriteEnded = now;
    }
}
