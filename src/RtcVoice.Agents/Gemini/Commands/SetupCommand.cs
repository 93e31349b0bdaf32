using System.Text.Json;
using RtcVoice.Agents.Upstreams;
using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Tools;

namespace RtcVoice.Agents.Gemini.Commands;

/// <summary>
/// Writes <c>setup</c>, the first message of a session (wire contract, E). Turns are found here, not there. A session cannot be
/// configured anew: another has to take its place.
/// </summary>
internal static class SetupCommand
{
    /// <summary>Names no voice.</summary>
    private const string AnyVoice = "default";

    /// <summary>Clients that were written for OpenAI name these; the upstream would refuse the session for it.</summary>
    private static readonly HashSet<string> OpenAiVoices = new(StringComparer.OrdinalIgnoreCase)
    {
        AnyVoice, "alloy", "ash", "ballad", "cedar", "coral", "echo", "fable", "marin", "nova", "onyx", "sage", "shimmer", "verse",
    };

    /// <summary>Writes what the call's session is configured to.</summary>
    /// <param name="model">The model.</param>
    /// <param name="session">The call's session.</param>
    /// <param name="options">What holds where it says nothing.</param>
    /// <param name="tools">The server's tools.</param>
    /// <returns>The fields, as an object: two that are equal mean the same session.</returns>
    public static byte[] Describe(string model, SessionConfig session, GeminiOptions options, IReadOnlyList<ServerTool> tools) => UpstreamJson.Write(json =>
    {
        json.WriteString("model", model);
        WriteGeneration(json, session, options);
        if (session.Instructions.Length > 0)
        {
            json.WriteStartObject("systemInstruction");
            LiveCommands.WriteParts(json, session.Instructions);
            json.WriteEndObject();
        }

        if (session.ToolChoice.Mode != ToolChoiceMode.None)
        {
            FunctionDeclarations.Write(json, OfferedTool.Of(session.Tools, tools));
        }

        json.WriteStartObject("realtimeInputConfig");
        json.WriteStartObject("automaticActivityDetection");
        json.WriteBoolean("disabled", true);
        json.WriteEndObject();
        json.WriteString("activityHandling", "START_OF_ACTIVITY_INTERRUPTS");
        json.WriteEndObject();
        WriteEmpty(json, "inputAudioTranscription");
        WriteEmpty(json, "outputAudioTranscription");

        // Without it a session ends when its context is full, after about 15 minutes.
        json.WriteStartObject("contextWindowCompression");
        WriteEmpty(json, "slidingWindow");
        json.WriteEndObject();
    });

    /// <summary>Writes the message.</summary>
    /// <param name="described">What the session is to be.</param>
    /// <param name="handle">The session that it takes up again, or null.</param>
    /// <param name="hasHistory">Whether the conversation before it is told first.</param>
    public static byte[] Write(byte[] described, string? handle, bool hasHistory) => UpstreamJson.Write(json =>
    {
        json.WriteStartObject("setup");
        using JsonDocument fields = JsonDocument.Parse(described);
        foreach (JsonProperty field in fields.RootElement.EnumerateObject())
        {
            field.WriteTo(json);
        }

        json.WriteStartObject("sessionResumption");
        if (handle is not null)
        {
            json.WriteString("handle", handle);
        }

        json.WriteEndObject();
        if (hasHistory)
        {
            // Otherwise newer models refuse to be told of what was said, or answer it.
            json.WriteStartObject("historyConfig");
            json.WriteBoolean("initialHistoryInClientContent", true);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    });

    private static void WriteGeneration(Utf8JsonWriter json, SessionConfig session, GeminiOptions options)
    {
        json.WriteStartObject("generationConfig");

        // Models of the Live API only speak; what is to be read is what they say in words.
        json.WriteStartArray("responseModalities");
        json.WriteStringValue("AUDIO");
        json.WriteEndArray();
        if (session.MaxOutputTokens is { } most)
        {
            json.WriteNumber("maxOutputTokens", most);
        }

        string wanted = session.Audio.Output.Voice;
        string voice = OpenAiVoices.Contains(wanted) ? options.Voice : wanted;
        if (voice.Length > 0)
        {
            json.WriteStartObject("speechConfig");
            json.WriteStartObject("voiceConfig");
            json.WriteStartObject("prebuiltVoiceConfig");
            json.WriteString("voiceName", voice);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteEmpty(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject(name);
        json.WriteEndObject();
    }
}
