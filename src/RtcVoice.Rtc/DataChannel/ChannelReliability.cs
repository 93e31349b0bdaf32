namespace RtcVoice.Rtc.DataChannel;

/// <summary>Order and reliability of a channel (RFC 8831 section 6.1). The default is ordered and reliable.</summary>
internal readonly record struct ChannelReliability
{
    /// <summary>Messages may overtake each other.</summary>
    public bool IsUnordered { get; init; }

    /// <summary>Retransmissions of a message before it is given up; null: no such limit. Excludes the lifetime.</summary>
    public ushort? MaxRetransmits { get; init; }

    /// <summary>Milliseconds after which a message is given up; null: no such limit.</summary>
    public ushort? MaxPacketLifeTime { get; init; }

    public bool IsReliable => MaxRetransmits is null && MaxPacketLifeTime is null;
}
