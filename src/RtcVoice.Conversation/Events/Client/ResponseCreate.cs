using System.Text.Json;

namespace RtcVoice.Conversation.Events.Client;

/// <summary><c>response.create</c>.</summary>
/// <param name="Response">What differs from the session's configuration; read against it. Null for nothing.</param>
internal sealed record ResponseCreate(JsonElement? Response) : ClientEvent;
