namespace RtcVoice.Pacing.Playout;

/// <summary>Speech that departed without a gap: so many samples of a segment, from a place on the media clock on.</summary>
/// <param name="MediaTime">Samples at 48 kHz on the call's media clock at which it begins.</param>
/// <param name="Segment">The <see cref="SpeechSegment.Id"/>.</param>
/// <param name="Offset">Samples at 48 kHz of the segment before its first.</param>
/// <param name="Samples">How many, at 48 kHz; at least 1.</param>
public readonly record struct PlayoutRange(long MediaTime, long Segment, long Offset, long Samples)
{
    /// <summary>The media time behind its last sample.</summary>
    public long MediaEnd => MediaTime + Samples;

    /// <summary>Samples of the segment up to its end.</summary>
    public long End => Offset + Samples;
}
