namespace RtcVoice.Conversation.Events.Server;

/// <summary>A limit and what is left of it.</summary>
/// <param name="Name"><c>requests</c> or <c>tokens</c>.</param>
/// <param name="Limit">How many in a period.</param>
/// <param name="Remaining">How many are left.</param>
/// <param name="ResetSeconds">Until there are all again.</param>
internal sealed record RateLimitView(string Name, int Limit, int Remaining, double ResetSeconds);
