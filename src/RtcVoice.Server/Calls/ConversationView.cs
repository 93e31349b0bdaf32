using System.Text.Json;
using System.Text.Json.Serialization;
using RtcVoice.Conversation.Realtime;

namespace RtcVoice.Server.Calls;

/// <summary>What was said in a call, as <c>GET /v1/realtime/calls/{id}/conversation</c> shows it: in order, and as it was heard.</summary>
/// <param name="Data">The items.</param>
internal sealed record ConversationView([property: JsonPropertyName("data")] IReadOnlyList<HeardItemView> Data)
{
    [JsonPropertyName("object")]
    public string Object { get; } = "list";

    /// <summary>Writes a conversation as UTF-8 JSON.</summary>
    public static byte[] Write(IEnumerable<HeardItem> items) =>
        JsonSerializer.SerializeToUtf8Bytes(new ConversationView([.. items.Select(HeardItemView.Of)]), ServerJson.Default.ConversationView);
}
