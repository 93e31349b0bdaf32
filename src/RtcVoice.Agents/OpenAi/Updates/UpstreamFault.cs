namespace RtcVoice.Agents.OpenAi.Updates;

/// <summary>Something went wrong (<c>error</c>).</summary>
/// <param name="Code">A word for programs.</param>
/// <param name="Message">What.</param>
/// <param name="EventId">The command of ours that it answers, or null.</param>
internal sealed record UpstreamFault(string Code, string Message, string? EventId) : RealtimeUpdate;
