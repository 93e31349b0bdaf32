namespace RtcVoice.Conversation.Output;

/// <summary>Where a cut fell.</summary>
/// <param name="Speech">The speech that was cut in its course, or 0 when none was.</param>
/// <param name="Sent">How much of it has left or is in the one frame that fades: exactly this, and nothing behind it, ever.</param>
internal readonly record struct OutputCut(long Speech, TimeSpan Sent);
