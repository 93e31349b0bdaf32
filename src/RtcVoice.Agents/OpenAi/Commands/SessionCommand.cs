using System.Text.Json;
using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Tools;

namespace RtcVoice.Agents.OpenAi.Commands;

/// <summary>
/// Writes <c>session.update</c> (wire contract, C.4). Sound is PCM16 at 24 kHz both ways, whatever the session's own clients use.
/// </summary>
internal static class SessionCommand
{
    /// <summary>The rate of sound, both ways.</summary>
    public const int SampleRate = 24_000;

    /// <summary>Names no voice.</summary>
    private const string AnyVoice = "default";

    /// <summary>Writes the command.</summary>
    /// <param name="eventId">Its identifier.</param>
    /// <param name="session">What the call's session is configured to.</param>
    /// <param name="detection">How the upstream finds turns; null where they are found here.</param>
    /// <param name="options">What holds where it says nothing.</param>
    /// <param name="tools">The server's tools.</param>
    /// <param name="withVoice">Whether to name the voice: it cannot be changed once it was heard, and naming it then is refused.</param>
    public static byte[] Write(string eventId, SessionConfig session, TurnDetection? detection, OpenAiOptions options, IReadOnlyList<ServerTool> tools, bool withVoice) =>
        CommandJson.Write("session.update", eventId, json =>
        {
            json.WriteStartObject("session");
            json.WriteString("type", "realtime");
            WriteModality(json, session.OutputModalities[0]);
            if (session.Instructions.Length > 0)
            {
                json.WriteString("instructions", session.Instructions);
            }

            ToolJson.Write(json, session.Tools, tools);
            ToolJson.Write(json, session.ToolChoice);
            WriteMaxTokens(json, session.MaxOutputTokens);
            WriteKept(json, session);
            WriteAudio(json, session.Audio, detection, options, withVoice);
            json.WriteEndObject();
        });

    /// <summary>Writes the command that says who finds turns, and nothing else.</summary>
    /// <param name="eventId">Its identifier.</param>
    /// <param name="detection">How the upstream finds them; null to leave them to us.</param>
    public static byte[] WriteTurns(string eventId, TurnDetection? detection) => CommandJson.Write("session.update", eventId, json =>
    {
        json.WriteStartObject("session");
        json.WriteString("type", "realtime");
        json.WriteStartObject("audio");
        json.WriteStartObject("input");
        TurnDetectionJson.Write(json, detection);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    });

    /// <summary>Writes how the model answers.</summary>
    public static void WriteModality(Utf8JsonWriter json, OutputModality modality)
    {
        json.WriteStartArray("output_modalities");
        json.WriteStringValue(modality == OutputModality.Audio ? "audio" : "text");
        json.WriteEndArray();
    }

    /// <summary>Writes the most tokens of a response.</summary>
    public static void WriteMaxTokens(Utf8JsonWriter json, int? tokens)
    {
        if (tokens is { } most)
        {
            json.WriteNumber("max_output_tokens", most);
        }
        else
        {
            json.WriteString("max_output_tokens", "inf");
        }
    }

    // What we have no use for ourselves and the upstream may have.
    private static void WriteKept(Utf8JsonWriter json, SessionConfig session)
    {
        if (session.ParallelToolCalls is { } parallel)
        {
            json.WriteBoolean("parallel_tool_calls", parallel);
        }

        (string Name, JsonElement? Value)[] kept =
            [("reasoning", session.Reasoning), ("truncation", session.Truncation), ("tracing", session.Tracing), ("prompt", session.Prompt)];
        foreach ((string name, JsonElement? value) in kept)
        {
            if (value is { ValueKind: not JsonValueKind.Null } there)
            {
                json.WritePropertyName(name);
                there.WriteTo(json);
            }
        }
    }

    private static void WriteAudio(Utf8JsonWriter json, AudioConfig audio, TurnDetection? detection, OpenAiOptions options, bool withVoice)
    {
        json.WriteStartObject("audio");
        json.WriteStartObject("input");
        WriteFormat(json);
        WriteTranscription(json, audio.Input.Transcription, options.TranscriptionModel);
        if (audio.Input.NoiseReduction is { } noise)
        {
            json.WriteStartObject("noise_reduction");
            json.WriteString("type", noise.Type);
            json.WriteEndObject();
        }

        TurnDetectionJson.Write(json, detection);
        json.WriteEndObject();
        json.WriteStartObject("output");
        WriteFormat(json);
        string voice = audio.Output.Voice == AnyVoice ? options.Voice : audio.Output.Voice;
        if (withVoice && voice.Length > 0)
        {
            json.WriteString("voice", voice);
        }

        json.WriteNumber("speed", audio.Output.Speed);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteFormat(Utf8JsonWriter json)
    {
        json.WriteStartObject("format");
        json.WriteString("type", "audio/pcm");
        json.WriteNumber("rate", SampleRate);
        json.WriteEndObject();
    }

    private static void WriteTranscription(Utf8JsonWriter json, TranscriptionConfig? wanted, string model)
    {
        string chosen = wanted?.Model ?? model;
        if (chosen.Length == 0)
        {
            json.WriteNull("transcription");
            return;
        }

        json.WriteStartObject("transcription");
        json.WriteString("model", chosen);
        if (wanted?.Language is { } language)
        {
            json.WriteString("language", language);
        }

        if (wanted?.Prompt is { } prompt)
        {
            json.WriteString("prompt", prompt);
        }

        json.WriteEndObject();
    }
}
