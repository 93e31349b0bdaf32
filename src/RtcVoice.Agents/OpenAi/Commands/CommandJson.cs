using System.Text.Json;
using RtcVoice.Agents.Upstreams;

namespace RtcVoice.Agents.OpenAi.Commands;

/// <summary>Puts commands into JSON.</summary>
internal static class CommandJson
{
    /// <summary>Writes a command.</summary>
    /// <param name="type">Which.</param>
    /// <param name="eventId">Its identifier, which an error names, or null.</param>
    /// <param name="fields">Writes its other fields.</param>
    public static byte[] Write(string type, string? eventId, Action<Utf8JsonWriter> fields) => UpstreamJson.Write(json =>
    {
        json.WriteString("type", type);
        if (eventId is not null)
        {
            json.WriteString("event_id", eventId);
        }

        fields(json);
    });
}
