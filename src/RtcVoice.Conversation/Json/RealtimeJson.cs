using System.Text.Json;
using System.Text.Json.Nodes;
using RtcVoice.Conversation.Events.Server;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Session;

namespace RtcVoice.Conversation.Json;

/// <summary>Sessions and items in the words of the Realtime API's events, for whatever shows them elsewhere.</summary>
public static class RealtimeJson
{
    /// <summary>A session's configuration as clients see it: complete, with its defaults.</summary>
    /// <param name="id">The session: <c>sess_...</c>.</param>
    /// <param name="config">Its configuration.</param>
    /// <param name="model">The model to show where the configuration names none.</param>
    public static JsonElement OfSession(string id, SessionConfig config, string model)
    {
        ArgumentNullException.ThrowIfNull(config);
        return JsonSerializer.SerializeToElement(SessionView.Of(id, config, model), EventJson.Default.SessionView);
    }

    /// <summary>An item of a conversation.</summary>
    /// <param name="item">The item.</param>
    public static JsonElement OfItem(ConversationItem item) => JsonSerializer.SerializeToElement(item, EventJson.Default.ConversationItem);

    /// <summary>Reads an item that <see cref="OfItem"/> has written, of whichever kind.</summary>
    /// <param name="json">The item.</param>
    /// <exception cref="JsonException">It is not one.</exception>
    public static ConversationItem ToItem(string json)
    {
        JsonObject item = JsonNode.Parse(json) as JsonObject ?? throw new JsonException("There is no item.");

        // The same for all, and nothing that could be set.
        item.Remove("object");
        return item.Deserialize(EventJson.Default.ConversationItem)!;
    }
}
