using System.Text.Json;
using System.Text.Json.Serialization;
using RtcVoice.Conversation.Session;

namespace RtcVoice.Conversation.Events.Server;

/// <summary>A session as clients see it: its configuration, and who it is.</summary>
internal sealed record SessionView
{
    public string Type { get; } = "realtime";

    public string Object { get; } = "realtime.session";

    public required string Id { get; init; }

    public required string Model { get; init; }

    public required IReadOnlyList<OutputModality> OutputModalities { get; init; }

    public required string Instructions { get; init; }

    public required IReadOnlyList<FunctionTool> Tools { get; init; }

    public required ToolChoice ToolChoice { get; init; }

    [JsonConverter(typeof(MaxOutputTokensConverter))]
    public int? MaxOutputTokens { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? ParallelToolCalls { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Reasoning { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Truncation { get; init; }

    public JsonElement? Tracing { get; init; }

    public JsonElement? Prompt { get; init; }

    public IReadOnlyList<string>? Include { get; init; }

    public required AudioConfig Audio { get; init; }

    /// <summary>Shows a configuration.</summary>
    /// <param name="id">The session: <c>sess_...</c>.</param>
    /// <param name="config">Its configuration.</param>
    /// <param name="model">The model to show where the configuration names none.</param>
    public static SessionView Of(string id, SessionConfig config, string model) => new()
    {
        Id = id,
        Model = config.Model.Length > 0 ? config.Model : model,
        OutputModalities = config.OutputModalities,
        Instructions = config.Instructions,
        Tools = config.Tools,
        ToolChoice = config.ToolChoice,
        MaxOutputTokens = config.MaxOutputTokens,
        ParallelToolCalls = config.ParallelToolCalls,
        Reasoning = config.Reasoning,
        Truncation = config.Truncation,
        Tracing = config.Tracing,
        Prompt = config.Prompt,
        Include = config.Include,
        Audio = config.Audio,
    };
}
