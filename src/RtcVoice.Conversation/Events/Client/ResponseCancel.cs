namespace RtcVoice.Conversation.Events.Client;

/// <summary><c>response.cancel</c>.</summary>
/// <param name="ResponseId">The response, or null for whichever is under way.</param>
internal sealed record ResponseCancel(string? ResponseId) : ClientEvent;
