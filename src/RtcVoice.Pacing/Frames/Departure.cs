using RtcVoice.Timing;

namespace RtcVoice.Pacing.Frames;

/// <summary>A frame of the ring that has been sent.</summary>
/// <param name="MediaTime">The call's media time that it was sent with.</param>
/// <param name="Tag">What it held.</param>
/// <param name="At">When the sink had sent it.</param>
internal readonly record struct Departure(long MediaTime, FrameTag Tag, Instant At);
