using System.Text.Json.Serialization;

namespace RtcVoice.Conversation.Session;

/// <summary>How an agent answers.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OutputModality>))]
public enum OutputModality
{
    /// <summary>Aloud, with a transcript.</summary>
    [JsonStringEnumMemberName("audio")]
    Audio,

    /// <summary>In writing.</summary>
    [JsonStringEnumMemberName("text")]
    Text,
}
