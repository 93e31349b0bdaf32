namespace RtcVoice.Agents.Gemini.Updates;

/// <summary>Something that the upstream tells and that matters here; of the rest nothing is kept.</summary>
internal abstract record LiveUpdate;
