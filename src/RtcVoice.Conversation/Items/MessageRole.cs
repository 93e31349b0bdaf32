using System.Text.Json.Serialization;

namespace RtcVoice.Conversation.Items;

/// <summary>Who says a message.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MessageRole>))]
public enum MessageRole
{
    /// <summary>Whoever runs the conversation.</summary>
    [JsonStringEnumMemberName("system")]
    System,

    /// <summary>The person.</summary>
    [JsonStringEnumMemberName("user")]
    User,

    /// <summary>The agent.</summary>
    [JsonStringEnumMemberName("assistant")]
    Assistant,
}
