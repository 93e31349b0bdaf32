namespace RtcVoice.Agents.Gemini.Updates;

/// <summary>The upstream tells of an error in words.</summary>
/// <param name="Code">A word for programs.</param>
/// <param name="Message">What went wrong.</param>
internal sealed record UpstreamFault(string Code, string Message) : LiveUpdate;
