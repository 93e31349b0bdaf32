using System.Text.Json;

namespace RtcVoice.Conversation.Events.Client;

/// <summary><c>session.update</c>.</summary>
/// <param name="Session">The changes; read against the configuration that they change.</param>
internal sealed record SessionUpdate(JsonElement Session) : ClientEvent;
