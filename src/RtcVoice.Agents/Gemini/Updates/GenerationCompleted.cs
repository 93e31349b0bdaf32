namespace RtcVoice.Agents.Gemini.Updates;

/// <summary>All of an answer is there (<c>generationComplete</c>).</summary>
internal sealed record GenerationCompleted : LiveUpdate;
