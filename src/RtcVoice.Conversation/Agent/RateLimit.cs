namespace RtcVoice.Conversation.Agent;

/// <summary>What an agent's provider still allows.</summary>
/// <param name="Name">What is limited: <c>requests</c> or <c>tokens</c>.</param>
/// <param name="Limit">How many in a period.</param>
/// <param name="Remaining">How many are left.</param>
/// <param name="Reset">Until there are all again.</param>
public sealed record RateLimit(string Name, int Limit, int Remaining, TimeSpan Reset);
