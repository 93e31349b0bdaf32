namespace RtcVoice.Agents.OpenAi.Conversation;

/// <summary>An item of the call's conversation as one upstream session holds it.</summary>
internal sealed class UpstreamItem
{
    /// <summary>Its identifier there; null while the upstream has not told it.</summary>
    public string? Id { get; set; }

    /// <summary>What the upstream was told of it, where it was told in words; null where the upstream has heard or said it itself.</summary>
    public byte[]? Told { get; init; }

    /// <summary>Which part of it has the sound.</summary>
    public int ContentIndex { get; set; }

    /// <summary>How many samples of its sound the upstream has sent, at 24 kHz.</summary>
    public long SoundSamples { get; set; }

    /// <summary>True when it has left the conversation before the upstream told its identifier.</summary>
    public bool IsRemoved { get; set; }
}
