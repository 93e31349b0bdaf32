namespace RtcVoice.Conversation.Tools;

/// <summary>What a tool has come to: an output or an error.</summary>
/// <param name="Output">What came out, as text.</param>
/// <param name="Error">Why it failed, in words that a model may pass on.</param>
internal readonly record struct ToolOutcome(string? Output, string? Error);
