namespace RtcVoice.Agents.OpenAi.Updates;

/// <summary>The session is there (<c>session.created</c>).</summary>
internal sealed record SessionOpened : RealtimeUpdate;
