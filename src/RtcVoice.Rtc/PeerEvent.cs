namespace RtcVoice.Rtc;

/// <summary>
/// Something that happened to a peer. One value type for all kinds, so that a frame costs no allocation; which members
/// are set is said by <see cref="Kind"/>.
/// </summary>
public readonly struct PeerEvent
{
    /// <summary>What happened.</summary>
    public required PeerEventKind Kind { get; init; }

    /// <summary>Frame: RTP sequence number, unwrapped to 64 bits.</summary>
    public long Sequence { get; init; }

    /// <summary>Frame: RTP timestamp, unwrapped to 64 bits, in samples at 48 kHz.</summary>
    public long Timestamp { get; init; }

    /// <summary>Frame or Message: its bytes; valid until the next input to the peer.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>ChannelOpened, Message, ChannelClosed: the stream identifier of the channel.</summary>
    public int Channel { get; init; }

    /// <summary>ChannelOpened: the label in the peer's OPEN message (RFC 8832).</summary>
    public string? Label { get; init; }

    /// <summary>Message: true for a string, false for binary.</summary>
    public bool IsText { get; init; }

    /// <summary>ReceptionReport: how our stream arrives.</summary>
    public StreamReport Report { get; init; }

    /// <summary>Closed: why.</summary>
    public CloseReason CloseReason { get; init; }
}
