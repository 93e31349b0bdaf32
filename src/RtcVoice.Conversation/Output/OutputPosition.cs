using RtcVoice.Conversation.Playout;

namespace RtcVoice.Conversation.Output;

/// <summary>How far a speech has come.</summary>
/// <param name="Departed">How much of it has left.</param>
/// <param name="Heard">How much of that has been heard.</param>
/// <param name="Error">How far off <paramref name="Heard"/> may be, either way.</param>
/// <param name="Source">How it is known.</param>
internal readonly record struct OutputPosition(TimeSpan Departed, TimeSpan Heard, TimeSpan Error, PlayoutSource Source);
