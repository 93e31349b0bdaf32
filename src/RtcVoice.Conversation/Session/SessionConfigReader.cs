using System.Text.Json;
using RtcVoice.Conversation.Json;

namespace RtcVoice.Conversation.Session;

/// <summary>
/// Reads a session's configuration as clients send it: at the start of a call, and in <c>session.update</c>. It is a partial
/// update: what is absent keeps its value, what is null is cleared (to nothing where nothing means something, otherwise to
/// the default), and objects are merged down to those of <c>audio.input</c> and <c>audio.output</c>; anything below, and any
/// list, replaces what was there. It does not know what the session has already done: that a voice or a model is fixed by
/// now is not its business.
/// </summary>
public static class SessionConfigReader
{
    /// <summary>The longest instructions, in UTF-16 units.</summary>
    public const int MaxInstructionsLength = 128 * 1024;

    /// <summary>The most tokens that a response can be limited to.</summary>
    public const int MaxTokens = 1_000_000;

    private const int MaxModelLength = 256;
    private const int MaxIncludes = 32;
    private const int MaxIncludeLength = 128;

    /// <summary>Reads a configuration over another one.</summary>
    /// <param name="session">What the client sent: an object of the Realtime API's session, as a whole or in part.</param>
    /// <param name="current">What holds so far; it is not changed.</param>
    /// <param name="path">Where the object stands in what the client sent; errors begin with it.</param>
    /// <returns>What holds from now on.</returns>
    /// <exception cref="InvalidConfigException">Something cannot be taken, and so nothing is.</exception>
    public static SessionConfig Read(JsonElement session, SessionConfig current, string path = "session")
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(path);
        JsonFields fields = new JsonValue(session, path).Fields();

        // Clients send back what they got, these with it.
        fields.Ignore("object", "id", "expires_at");
        if (fields.TryGet("type", out JsonValue type) && type.Text() != "realtime")
        {
            throw type.Refuse("Sessions are conversations here: send 'realtime'.");
        }

        SessionConfig read = current with
        {
            Model = fields.Change("model", current.Model, SessionConfig.Default.Model, model => model.Text(MaxModelLength)),
            OutputModalities = fields.Change(
                "output_modalities", current.OutputModalities, SessionConfig.Default.OutputModalities, modalities => [ReadModality(modalities)]),
            Instructions = fields.Change("instructions", current.Instructions, SessionConfig.Default.Instructions, ReadInstructions),
            Tools = fields.Change("tools", current.Tools, SessionConfig.Default.Tools, ToolReader.ReadTools),
            ToolChoice = fields.Change("tool_choice", current.ToolChoice, SessionConfig.Default.ToolChoice, ToolReader.ReadChoice),
            MaxOutputTokens = fields.Change(
                "max_output_tokens", current.MaxOutputTokens, SessionConfig.Default.MaxOutputTokens, ReadMaxOutputTokens),
            ParallelToolCalls = fields.Change("parallel_tool_calls", current.ParallelToolCalls, null, value => value.Fact()),
            Reasoning = fields.Change("reasoning", current.Reasoning, null, value => value.KeptObject()),
            Truncation = fields.Change("truncation", current.Truncation, null, value => ReadWordOrObject(value, "auto", "disabled")),
            Tracing = fields.Change("tracing", current.Tracing, null, value => ReadWordOrObject(value, "auto")),
            Prompt = fields.Change("prompt", current.Prompt, null, value => value.KeptObject()),
            Include = fields.Change("include", current.Include, null, ReadInclude),
            Audio = fields.Change("audio", current.Audio, SessionConfig.Default.Audio, audio => AudioConfigReader.Read(audio, current.Audio)),
        };
        fields.RefuseRest();
        return read;
    }

    /// <summary>Reads instructions.</summary>
    internal static string ReadInstructions(JsonValue value) => value.Text(MaxInstructionsLength);

    /// <summary>Reads output modalities, of which there can be one.</summary>
    internal static OutputModality ReadModality(JsonValue value)
    {
        List<OutputModality> modalities = value.List(
            int.MaxValue, word => word.Word(("audio", OutputModality.Audio), ("text", OutputModality.Text)));
        return modalities.Count == 1
            ? modalities[0]
            : throw value.Refuse("Send exactly one of 'audio' and 'text'; 'audio' comes with a transcript.");
    }

    /// <summary>Reads a limit of tokens; null for none.</summary>
    internal static int? ReadMaxOutputTokens(JsonValue value)
    {
        if (!value.IsText)
        {
            return value.Integer(1, MaxTokens);
        }

        return value.Text() == "inf" ? null : throw value.Refuse("Send a number, or 'inf' for no limit.");
    }

    private static JsonElement? ReadWordOrObject(JsonValue value, params ReadOnlySpan<string> words)
    {
        if (value.IsObject)
        {
            return value.Kept();
        }

        if (!value.IsText)
        {
            throw value.WrongType("a string or an object");
        }

        return words.Contains(value.Text()) ? value.Kept() : throw value.Refuse($"Send '{string.Join("' or '", words)}', or an object.");
    }

    private static List<string> ReadInclude(JsonValue value) => value.List(MaxIncludes, word => word.Name(MaxIncludeLength));
}
