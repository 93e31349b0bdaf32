using RtcVoice.Conversation.Agent;

namespace RtcVoice.Agents.OpenAi.Updates;

/// <summary>An answer is over (<c>response.done</c>).</summary>
/// <param name="ResponseId">The upstream's response.</param>
/// <param name="Status">How: <c>completed</c>, <c>cancelled</c>, <c>incomplete</c> or <c>failed</c>.</param>
/// <param name="Reason">Why it was cancelled or is incomplete, or null.</param>
/// <param name="ErrorCode">Of a failure, a word for programs, or null.</param>
/// <param name="ErrorMessage">Of a failure, what went wrong, or null.</param>
/// <param name="Usage">What it took, or null when that was not said.</param>
internal sealed record ResponseEnded(
    string ResponseId, string Status, string? Reason, string? ErrorCode, string? ErrorMessage, ResponseUsage? Usage) : RealtimeUpdate;
