namespace RtcVoice.Agents.Gemini.Updates;

/// <summary>A message that cannot be used.</summary>
/// <param name="Code">A word for programs.</param>
/// <param name="Message">What is wrong with it.</param>
internal sealed record UnusableMessage(string Code, string Message) : LiveUpdate;
