using System.Text.Json.Serialization;

namespace RtcVoice.Conversation.Events.Server;

/// <summary>What is wrong.</summary>
internal sealed record ErrorBody
{
    /// <summary><c>invalid_request_error</c> for the client's mistakes, <c>server_error</c> for what went wrong here or behind.</summary>
    public string Type { get; init; } = "invalid_request_error";

    /// <summary>A word for programs.</summary>
    public required string Code { get; init; }

    /// <summary>What is wrong and what to do.</summary>
    public required string Message { get; init; }

    /// <summary>The path of the field that is wrong, or null.</summary>
    public string? Param { get; init; }

    /// <summary>The client's event that is answered; absent when it had no id.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? EventId { get; init; }
}
