using System.Text.Json.Serialization;

namespace RtcVoice.Conversation.Session;

/// <summary>How soon semantic turn detection takes a turn for over.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Eagerness>))]
public enum Eagerness
{
    /// <summary>As <see cref="Medium"/>.</summary>
    [JsonStringEnumMemberName("auto")]
    Auto,

    /// <summary>Lets the person think.</summary>
    [JsonStringEnumMemberName("low")]
    Low,

    /// <summary>In between.</summary>
    [JsonStringEnumMemberName("medium")]
    Medium,

    /// <summary>Answers as soon as it may.</summary>
    [JsonStringEnumMemberName("high")]
    High,
}
