namespace RtcVoice.Agents.OpenAi.Updates;

/// <summary>All arguments of a function call (<c>response.function_call_arguments.done</c>).</summary>
/// <param name="ResponseId">The upstream's response.</param>
/// <param name="ItemId">The upstream's item.</param>
/// <param name="Arguments">A JSON object as text.</param>
internal sealed record ArgumentsWhole(string ResponseId, string ItemId, string Arguments) : RealtimeUpdate;
