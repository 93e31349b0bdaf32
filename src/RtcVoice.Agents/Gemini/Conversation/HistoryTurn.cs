namespace RtcVoice.Agents.Gemini.Conversation;

/// <summary>A turn of the conversation before a session.</summary>
/// <param name="IsModel">Whether the model has said it, or the person.</param>
/// <param name="Text">What was said.</param>
internal sealed record HistoryTurn(bool IsModel, string Text);
