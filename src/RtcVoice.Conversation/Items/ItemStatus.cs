using System.Text.Json.Serialization;

namespace RtcVoice.Conversation.Items;

/// <summary>How far an item has come.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ItemStatus>))]
public enum ItemStatus
{
    /// <summary>It is being made.</summary>
    [JsonStringEnumMemberName("in_progress")]
    InProgress,

    /// <summary>It is whole.</summary>
    [JsonStringEnumMemberName("completed")]
    Completed,

    /// <summary>It was broken off.</summary>
    [JsonStringEnumMemberName("incomplete")]
    Incomplete,
}
