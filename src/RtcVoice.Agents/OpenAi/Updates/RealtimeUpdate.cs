namespace RtcVoice.Agents.OpenAi.Updates;

/// <summary>Something that the upstream tells and that matters here; of the rest nothing is kept.</summary>
internal abstract record RealtimeUpdate;
