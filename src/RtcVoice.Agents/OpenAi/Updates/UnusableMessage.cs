namespace RtcVoice.Agents.OpenAi.Updates;

/// <summary>A message that is none of the protocol's: bytes, too long, or not what its type says.</summary>
/// <param name="Code">A word for programs.</param>
/// <param name="Message">What is wrong with it.</param>
internal sealed record UnusableMessage(string Code, string Message) : RealtimeUpdate;
