namespace RtcVoice.Pacing.Frames;

/// <summary>Which samples of which segment a frame holds.</summary>
/// <param name="Segment">The <see cref="SpeechSegment.Id"/>; 0 for silence.</param>
/// <param name="Offset">Samples at 48 kHz of the segment before the frame's first.</param>
/// <param name="Samples">Samples of the segment in the frame, 0 to 960; zeros fill the rest.</param>
/// <param name="Content">What the frame holds.</param>
internal readonly record struct FrameTag(long Segment, long Offset, int Samples, FrameContent Content)
{
    /// <summary>Silence behind speech.</summary>
    public static readonly FrameTag Silence = new(0, 0, 0, FrameContent.Silence);

    /// <summary>Samples of the segment up to the end of this frame.</summary>
    public long End => Offset + Samples;

    /// <summary>True when the frame holds that. (Enum.HasFlag allocates in unoptimized code.)</summary>
    public bool Has(FrameContent content) => (Content & content) == content;
}
