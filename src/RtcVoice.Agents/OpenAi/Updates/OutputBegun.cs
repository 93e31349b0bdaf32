namespace RtcVoice.Agents.OpenAi.Updates;

/// <summary>An answer has a further item (<c>response.output_item.added</c>).</summary>
/// <param name="ResponseId">The upstream's response.</param>
/// <param name="ItemId">The upstream's item.</param>
/// <param name="Kind">Its type: <c>message</c>, <c>function_call</c>, or one that is none of ours.</param>
/// <param name="Name">Of a call, the function.</param>
/// <param name="CallId">Of a call, what ties the output to it.</param>
internal sealed record OutputBegun(string ResponseId, string ItemId, string Kind, string? Name, string? CallId) : RealtimeUpdate;
