namespace RtcVoice.Conversation.Playout;

/// <summary>How long after its departure a sample is heard.</summary>
/// <param name="Delay">That time.</param>
/// <param name="Error">How far off it may be, either way.</param>
/// <param name="Source">How it is known.</param>
internal readonly record struct PlayoutEstimate(TimeSpan Delay, TimeSpan Error, PlayoutSource Source);
