using RtcVoice.Pacing.Frames;

namespace RtcVoice.Pacing.Speech;

/// <summary>What the worker remembers of a frame in the ring until the pacer has claimed it.</summary>
/// <param name="Segment">Whose samples it holds; null for silence, and once the frame has been taken back.</param>
/// <param name="Tag">Which samples.</param>
/// <param name="StateBefore">The encoder's saved state before it.</param>
internal readonly record struct FrameRecord(SpeechSegment? Segment, FrameTag Tag, int StateBefore)
{
    public bool IsSilence => Tag.Has(FrameContent.Silence);
}
