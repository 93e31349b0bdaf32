using System.Text.Json;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Json;

namespace RtcVoice.Conversation.Session;

/// <summary>
/// Reads what <c>response.create</c> says of one response, over the session's configuration. What is absent or null is as in
/// the session.
/// </summary>
internal static class ResponseConfigReader
{
    private const int MaxNotes = 16;
    private const int MaxNoteName = 64;
    private const int MaxNote = 512;

    /// <summary>Reads it.</summary>
    /// <param name="response">What the client sent, or null for nothing.</param>
    /// <param name="session">The session's configuration; it is not changed.</param>
    /// <param name="path">Where the object stands in what the client sent; errors begin with it.</param>
    /// <exception cref="InvalidConfigException">Something cannot be taken.</exception>
    public static ResponseConfig Read(JsonElement? response, SessionConfig session, string path = "response")
    {
        ResponseConfig inherited = ResponseConfig.Of(session);
        if (response is not { } element)
        {
            return inherited;
        }

        JsonFields fields = new JsonValue(element, path).Fields();
        ResponseConfig read = inherited with
        {
            Instructions = fields.Or("instructions", inherited.Instructions, SessionConfigReader.ReadInstructions),
            Modality = fields.Or("output_modalities", inherited.Modality, SessionConfigReader.ReadModality),
            Tools = fields.Or("tools", inherited.Tools, ToolReader.ReadTools),
            ToolChoice = fields.Or("tool_choice", inherited.ToolChoice, ToolReader.ReadChoice),
            MaxOutputTokens = fields.Or("max_output_tokens", inherited.MaxOutputTokens, SessionConfigReader.ReadMaxOutputTokens),
            Voice = fields.Or("audio", inherited.Voice, audio => ReadAudio(audio, inherited.Voice)),
            Metadata = fields.Or("metadata", null, ReadMetadata),
            IsOutOfBand = fields.Or("conversation", false, word => word.Word(("auto", false), ("none", true))),
            Input = fields.Or("input", null, ReadInput),
        };

        // Looked at for mistakes; no agent has a use for them in one response.
        fields.Or("prompt", null, value => (JsonElement?)value.KeptObject());
        fields.Or("reasoning", null, value => (JsonElement?)value.KeptObject());
        fields.Or("parallel_tool_calls", false, value => value.Fact());
        fields.RefuseRest();
        return read;
    }

    private static string ReadAudio(JsonValue value, string voice)
    {
        JsonFields fields = value.Fields();
        string read = fields.Or("output", voice, output => ReadOutput(output, voice));
        fields.RefuseRest();
        return read;
    }

    private static string ReadOutput(JsonValue value, string voice)
    {
        JsonFields fields = value.Fields();
        fields.Or("format", null, AudioConfigReader.ReadFormat!);
        string read = fields.Or("voice", voice, AudioConfigReader.ReadVoice);
        fields.RefuseRest();
        return read;
    }

    private static IReadOnlyList<ConversationItem>? ReadInput(JsonValue value) => value.List(int.MaxValue, ItemReader.Read);

    private static JsonElement? ReadMetadata(JsonValue value)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonProperty note in value.Properties())
        {
            string name = value.NameOf(note);
            if (name.Length > MaxNoteName)
            {
                throw value.Refuse($"A name here is too long: send at most {MaxNoteName} characters.");
            }

            var place = new JsonValue(note.Value, $"{value.Path}.{name}");
            place.Text(MaxNote);
            if (!names.Add(name))
            {
                throw place.Refuse("This is given twice: send it once.");
            }
        }

        if (names.Count > MaxNotes)
        {
            throw value.Refuse($"There are too many of them: send at most {MaxNotes}.");
        }

        return value.Kept();
    }
}
