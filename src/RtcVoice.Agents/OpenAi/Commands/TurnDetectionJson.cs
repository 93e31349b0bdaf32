using System.Text.Json;
using RtcVoice.Conversation.Session;

namespace RtcVoice.Agents.OpenAi.Commands;

/// <summary>
/// How the upstream finds turns (wire contract, C.4). <c>idle_timeout_ms</c> is left out: how long nobody has said anything
/// is counted here, from what was heard and not from what was sent.
/// </summary>
internal static class TurnDetectionJson
{
    /// <summary>Writes it as the field <c>turn_detection</c>.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="detection">How; null where turns are not the upstream's to find.</param>
    public static void Write(Utf8JsonWriter json, TurnDetection? detection)
    {
        if (detection is null)
        {
            json.WriteNull("turn_detection");
            return;
        }

        json.WriteStartObject("turn_detection");
        switch (detection)
        {
            case ServerVad vad:
                json.WriteString("type", "server_vad");
                json.WriteNumber("threshold", vad.Threshold);
                json.WriteNumber("prefix_padding_ms", vad.PrefixPaddingMs);
                json.WriteNumber("silence_duration_ms", vad.SilenceDurationMs);
                break;
            case SemanticVad semantic:
                json.WriteString("type", "semantic_vad");
                json.WriteString("eagerness", semantic.Eagerness.ToString().ToLowerInvariant());
                break;
            default:
                throw new InvalidOperationException($"Nobody writes {detection.GetType().Name}.");
        }

        json.WriteBoolean("create_response", detection.CreateResponse);
        json.WriteBoolean("interrupt_response", detection.InterruptResponse);
        json.WriteEndObject();
    }
}
