namespace RtcVoice.Agents.Gemini.Conversation;

/// <summary>What a function has returned.</summary>
/// <param name="CallId">The call.</param>
/// <param name="Name">The function.</param>
/// <param name="Text">What came out: a JSON object, or whatever text.</param>
/// <param name="IsError">Whether it is why nothing came out.</param>
internal sealed record FunctionOutput(string CallId, string Name, string Text, bool IsError = false);
