using System.Runtime.InteropServices;
using System.Text.Json;
using RtcVoice.Agents.Gemini.Conversation;
using RtcVoice.Agents.Upstreams;
using RtcVoice.Conversation.Agent;

namespace RtcVoice.Agents.Gemini.Commands;

/// <summary>The messages behind <c>setup</c> (wire contract, E).</summary>
internal static class LiveCommands
{
    private static readonly string SoundType = $"audio/pcm;rate={UserTurn.SampleRate}";

    /// <summary>Begins an activity of the person's: it breaks off what is being made.</summary>
    public static byte[] BeginActivity() => WriteMark("activityStart");

    /// <summary>Ends the activity: the model answers what it held.</summary>
    public static byte[] EndActivity() => WriteMark("activityEnd");

    /// <summary>Adds sound of the person's.</summary>
    /// <param name="pcm">Mono PCM16 at <see cref="UserTurn.SampleRate"/>.</param>
    public static byte[] Sound(ReadOnlySpan<short> pcm)
    {
        byte[] bytes = MemoryMarshal.AsBytes(pcm).ToArray();
        return WriteInput(json =>
        {
            json.WriteStartObject("audio");
            json.WriteBase64String("data", bytes);
            json.WriteString("mimeType", SoundType);
            json.WriteEndObject();
        });
    }

    /// <summary>Adds text.</summary>
    public static byte[] Text(string text) => WriteInput(json => json.WriteString("text", text));

    /// <summary>Says what functions have returned: the model goes on.</summary>
    public static byte[] FunctionResponses(IReadOnlyList<FunctionOutput> outputs) => UpstreamJson.Write(json =>
    {
        json.WriteStartObject("toolResponse");
        json.WriteStartArray("functionResponses");
        foreach (FunctionOutput output in outputs)
        {
            json.WriteStartObject();
            json.WriteString("id", output.CallId);
            json.WriteString("name", output.Name);
            WriteResponse(json, output);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>Tells of the conversation before the session; it is not answered.</summary>
    public static byte[] History(IReadOnlyList<HistoryTurn> turns) => UpstreamJson.Write(json =>
    {
        json.WriteStartObject("clientContent");
        json.WriteStartArray("turns");
        foreach (HistoryTurn turn in turns)
        {
            json.WriteStartObject();
            json.WriteString("role", turn.IsModel ? "model" : "user");
            WriteParts(json, turn.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteBoolean("turnComplete", true);
        json.WriteEndObject();
    });

    /// <summary>Writes text as the field <c>parts</c>.</summary>
    public static void WriteParts(Utf8JsonWriter json, string text)
    {
        json.WriteStartArray("parts");
        json.WriteStartObject();
        json.WriteString("text", text);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    // It has to be an object; what functions return is one by custom, or else text.
    private static void WriteResponse(Utf8JsonWriter json, FunctionOutput output)
    {
        if (!output.IsError && TryParseObject(output.Text) is { } document)
        {
            using (document)
            {
                json.WritePropertyName("response");
                document.RootElement.WriteTo(json);
            }

            return;
        }

        json.WriteStartObject("response");
        json.WriteString(output.IsError ? "error" : "output", output.Text);
        json.WriteEndObject();
    }

    private static JsonDocument? TryParseObject(string text)
    {
        try
        {
            var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
        }
        catch (JsonException)
        {
            // It is text.
        }

        return null;
    }

    private static byte[] WriteMark(string name) => WriteInput(json =>
    {
        json.WriteStartObject(name);
        json.WriteEndObject();
    });

    private static byte[] WriteInput(Action<Utf8JsonWriter> field) => UpstreamJson.Write(json =>
    {
        json.WriteStartObject("realtimeInput");
        field(json);
        json.WriteEndObject();
    });
}
