namespace RtcVoice.Agents.Gemini.Conversation;

/// <summary>From where a session can be taken up again.</summary>
/// <param name="Handle">What has to be shown.</param>
/// <param name="Items">What the session held then.</param>
internal sealed record Resumption(string Handle, IReadOnlyDictionary<string, HeldItem> Items);
