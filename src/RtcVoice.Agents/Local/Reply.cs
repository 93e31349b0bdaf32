namespace RtcVoice.Agents.Local;

/// <summary>An answer of the concierge.</summary>
/// <param name="Text">What to say.</param>
/// <param name="IsRemembered">
/// Whether it is what "repeat that" and "what did you just say" speak of from now on. An answer about an answer is not.
/// </param>
internal sealed record Reply(string Text, bool IsRemembered = true);
