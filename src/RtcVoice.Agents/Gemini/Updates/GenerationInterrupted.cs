namespace RtcVoice.Agents.Gemini.Updates;

/// <summary>What was being made is broken off (<c>interrupted</c>).</summary>
internal sealed record GenerationInterrupted : LiveUpdate;
