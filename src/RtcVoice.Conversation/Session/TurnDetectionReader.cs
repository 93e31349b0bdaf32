using RtcVoice.Conversation.Json;

namespace RtcVoice.Conversation.Session;

/// <summary>Reads how the end of a turn is found. It is read whole: what is absent or null is at its default.</summary>
internal static class TurnDetectionReader
{
    private const int MaxPrefixPaddingMs = 1_000;
    private const int MinSilenceMs = 100;
    private const int MaxSilenceMs = 10_000;
    private const int MinIdleMs = 5_000;
    private const int MaxIdleMs = 30_000;

    private static readonly ServerVad Server = new();
    private static readonly SemanticVad Semantic = new();

    /// <summary>Reads it.</summary>
    /// <exception cref="InvalidConfigException">It is none that there is.</exception>
    public static TurnDetection Read(JsonValue value)
    {
        JsonFields fields = value.Fields();
        JsonValue type = fields.Required("type");
        TurnDetection read = type.Text() switch
        {
            "server_vad" => ReadServer(fields),
            "semantic_vad" => ReadSemantic(fields),
            _ => throw type.Refuse("Send 'server_vad' or 'semantic_vad', or null instead of the object for none."),
        };
        read = read with
        {
            CreateResponse = fields.Or("create_response", read.CreateResponse, fact => fact.Fact()),
            InterruptResponse = fields.Or("interrupt_response", read.InterruptResponse, fact => fact.Fact()),
        };
        fields.RefuseRest();
        return read;
    }

    private static ServerVad ReadServer(JsonFields fields) => new()
    {
        Threshold = fields.Or("threshold", Server.Threshold, value => value.Number(0, 1)),
        PrefixPaddingMs = fields.Or("prefix_padding_ms", Server.PrefixPaddingMs, value => value.Integer(0, MaxPrefixPaddingMs)),
        SilenceDurationMs = fields.Or("silence_duration_ms", Server.SilenceDurationMs, value => value.Integer(MinSilenceMs, MaxSilenceMs)),
        IdleTimeoutMs = fields.Or<int?>("idle_timeout_ms", Server.IdleTimeoutMs, value => value.Integer(MinIdleMs, MaxIdleMs)),
    };

    private static SemanticVad ReadSemantic(JsonFields fields)
    {
        fields.Ignore("model_version");
        return new SemanticVad
        {
            Eagerness = fields.Or("eagerness", Semantic.Eagerness, value => value.Word(
                ("auto", Eagerness.Auto), ("low", Eagerness.Low), ("medium", Eagerness.Medium), ("high", Eagerness.High))),
        };
    }
}
