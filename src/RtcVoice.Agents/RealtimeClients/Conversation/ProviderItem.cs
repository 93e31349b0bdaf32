using RtcVoice.Conversation.Agent;

namespace RtcVoice.Agents.RealtimeClients.Conversation;

/// <summary>An item of the call's conversation as one session holds it.</summary>
internal sealed class ProviderItem
{
    /// <summary>Its identifier there; null while the provider has not told it, or where it tells none.</summary>
    public string? Id { get; set; }

    /// <summary>The words that the session was told of it; null where it has heard or said it itself.</summary>
    public string? Told { get; init; }

    /// <summary>Which part of it has the sound.</summary>
    public int ContentIndex { get; set; }

    /// <summary>How much sound of it the provider has sent.</summary>
    public TimeSpan Sound { get; set; }

    /// <summary>The cut that the session knows of, or null.</summary>
    public MessageTruncated? Cut { get; set; }

    /// <summary>True when it has left the conversation before the provider told its identifier.</summary>
    public bool IsRemoved { get; set; }
}
