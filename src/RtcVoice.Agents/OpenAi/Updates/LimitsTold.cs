using RtcVoice.Conversation.Agent;

namespace RtcVoice.Agents.OpenAi.Updates;

/// <summary>What the upstream still allows (<c>rate_limits.updated</c>).</summary>
/// <param name="Limits">The limits.</param>
internal sealed record LimitsTold(IReadOnlyList<RateLimit> Limits) : RealtimeUpdate;
