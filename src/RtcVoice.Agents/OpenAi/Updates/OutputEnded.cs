namespace RtcVoice.Agents.OpenAi.Updates;

/// <summary>An item of an answer is done (<c>response.output_item.done</c>).</summary>
/// <param name="ResponseId">The upstream's response.</param>
/// <param name="ItemId">The upstream's item.</param>
internal sealed record OutputEnded(string ResponseId, string ItemId) : RealtimeUpdate;
