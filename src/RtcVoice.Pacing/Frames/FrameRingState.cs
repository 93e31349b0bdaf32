namespace RtcVoice.Pacing.Frames;

/// <summary>
/// The whole state of a <see cref="FrameRing"/> in one word, so that one compare-and-swap moves both ends:
/// <code>
///  63            48 47                    24 23                     0
/// |   generation   |          head          |          tail          |
/// </code>
/// Head and tail count frames modulo 2^24; the generation counts retractions, so that a state never comes back within
/// the time that a claim takes.
/// </summary>
internal readonly record struct FrameRingState(long Packed)
{
    private const int PositionBits = 24;
    private const long PositionMask = (1L << PositionBits) - 1;

    public FrameRingState(long generation, long head, long tail)
        : this((generation << (2 * PositionBits)) | ((head & PositionMask) << PositionBits) | (tail & PositionMask))
    {
    }

    /// <summary>Retractions so far, modulo 2^16.</summary>
    public long Generation => (long)((ulong)Packed >> (2 * PositionBits));

    /// <summary>The next frame to claim.</summary>
    public long Head => (Packed >> PositionBits) & PositionMask;

    /// <summary>Where the next frame is published.</summary>
    public long Tail => Packed & PositionMask;

    /// <summary>Frames published and not claimed.</summary>
    public int Count => (int)((Tail - Head) & PositionMask);

    public FrameRingState Claimed() => new(Generation, Head + 1, Tail);

    public FrameRingState Published() => new(Generation, Head, Tail + 1);

    /// <summary>All frames but the next one to be published are gone, and that one is published.</summary>
    public FrameRingState ReplacedByNext() => new(Generation + 1, Tail, Tail + 1);

    public FrameRingState TruncatedTo(int count) => new(Generation + 1, Head, Head + count);
}
