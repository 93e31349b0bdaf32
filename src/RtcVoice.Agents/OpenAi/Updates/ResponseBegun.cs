namespace RtcVoice.Agents.OpenAi.Updates;

/// <summary>An answer is being made (<c>response.created</c>).</summary>
/// <param name="ResponseId">The upstream's response.</param>
/// <param name="Tag">What we had it marked with, or null when the upstream gives no marks back.</param>
internal sealed record ResponseBegun(string ResponseId, string? Tag) : RealtimeUpdate;
