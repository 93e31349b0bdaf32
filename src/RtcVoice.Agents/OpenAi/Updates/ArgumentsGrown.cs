namespace RtcVoice.Agents.OpenAi.Updates;

/// <summary>More arguments of a function call (<c>response.function_call_arguments.delta</c>).</summary>
/// <param name="ResponseId">The upstream's response.</param>
/// <param name="ItemId">The upstream's item.</param>
/// <param name="Delta">A piece of a JSON object's text.</param>
internal sealed record ArgumentsGrown(string ResponseId, string ItemId, string Delta) : RealtimeUpdate;
