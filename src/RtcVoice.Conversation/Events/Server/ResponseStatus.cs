using System.Text.Json.Serialization;

namespace RtcVoice.Conversation.Events.Server;

/// <summary>How a response stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ResponseStatus>))]
internal enum ResponseStatus
{
    [JsonStringEnumMemberName("in_progress")]
    InProgress,

    [JsonStringEnumMemberName("completed")]
    Completed,

    [JsonStringEnumMemberName("cancelled")]
    Cancelled,

    [JsonStringEnumMemberName("incomplete")]
    Incomplete,

    [JsonStringEnumMemberName("failed")]
    Failed,
}
