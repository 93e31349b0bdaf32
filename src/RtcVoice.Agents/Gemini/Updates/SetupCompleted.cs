namespace RtcVoice.Agents.Gemini.Updates;

/// <summary>The session has begun (<c>setupComplete</c>).</summary>
internal sealed record SetupCompleted : LiveUpdate;
