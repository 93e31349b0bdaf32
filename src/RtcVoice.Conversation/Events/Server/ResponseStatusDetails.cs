using System.Text.Json.Serialization;

namespace RtcVoice.Conversation.Events.Server;

/// <summary>Why a response ended as it did.</summary>
internal sealed record ResponseStatusDetails
{
    /// <summary>The status again.</summary>
    public required ResponseStatus Type { get; init; }

    /// <summary><c>turn_detected</c>, <c>client_cancelled</c>, <c>max_output_tokens</c> or <c>content_filter</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    /// <summary>What failed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ResponseError? Error { get; init; }

    /// <summary>What failed.</summary>
    /// <param name="Type">The kind of error.</param>
    /// <param name="Code">A word for programs.</param>
    /// <param name="Message">What went wrong.</param>
    internal sealed record ResponseError(string Type, string Code, string Message);
}
