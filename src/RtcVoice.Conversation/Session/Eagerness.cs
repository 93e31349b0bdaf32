using System.Text.Json.Serialization;

namespace RtcVoice.Conversation.Session;

/// <summary>How soon semantic turn detection takes a turn for over.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Eagerness>))]
public enum Eagerness
{
    /// <summary>As <see cref="Medium"/>.</summary>
    [JsonStringEnumMemberName("auto")]
    Auto,

    /// <summary>Lets the person think: at most 8 s.</summary>
    [JsonStringEnumMemberName("low")]
    Low,

    /// <summary>In between: waits at most 4 s.</summary>
    [JsonStringEnumMemberName("medium")]
    Medium,

    /// <summary>Answers as soon as it may, after 2 s at most.</summary>
    [JsonStringEnumMemberName("high")]
    High,
}
