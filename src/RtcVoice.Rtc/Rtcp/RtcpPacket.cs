namespace RtcVoice.Rtc.Rtcp;

/// <summary>One packet of an RTCP compound: a view that borrows the compound's bytes.</summary>
internal readonly ref struct RtcpPacket(RtcpPacketType type, int count, ReadOnlySpan<byte> body)
{
    /// <summary>The packet's type, known to us or not.</summary>
    public RtcpPacketType Type { get; } = type;

    /// <summary>The header's five bits: how many report blocks, chunks or sources; some types give them other meanings.</summary>
    public int Count { get; } = count;

    /// <summary>What follows the four bytes of header, without padding.</summary>
    public ReadOnlySpan<byte> Body { get; } = body;
}
