namespace RtcVoice.Rtc.Sctp.Wire;

/// <summary>What one end says of itself in INIT or INIT ACK.</summary>
/// <param name="Tag">The tag that packets to this end carry; never zero.</param>
/// <param name="ReceiverWindow">Bytes that it is ready to hold.</param>
/// <param name="OutboundStreams">Streams that it wants to send on.</param>
/// <param name="InboundStreams">Streams that it can receive on.</param>
/// <param name="InitialTsn">The TSN of its first DATA chunk.</param>
/// <param name="HasForwardTsn">It speaks FORWARD-TSN (RFC 3758).</param>
/// <param name="HasReConfig">It speaks RE-CONFIG (RFC 6525).</param>
internal readonly record struct PeerParameters(
    uint Tag,
    uint ReceiverWindow,
    ushort OutboundStreams,
    ushort InboundStreams,
    Tsn InitialTsn,
    bool HasForwardTsn,
    bool HasReConfig);
