using RtcVoice.Timing;

namespace RtcVoice.Pacing;

/// <summary>Something that happened to a segment.</summary>
/// <param name="Kind">What.</param>
/// <param name="Segment">To which.</param>
/// <param name="Position">Samples at 48 kHz of the segment that had departed by then.</param>
/// <param name="MediaTime">The media time of the frame that did it; -1 where no frame did (an empty segment).</param>
/// <param name="At">When that frame departed.</param>
public readonly record struct SpeechOutEvent(SpeechOutEventKind Kind, long Segment, long Position, long MediaTime, Instant At);
