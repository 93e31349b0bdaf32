using System.Runtime.InteropServices;

namespace RtcVoice.Pacing.Frames;

/// <summary>A counter with a pair of cache lines to itself, so that two threads' counters do not slow each other.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct PaddedLong
{
    [FieldOffset(128)]
    public long Value;
}
