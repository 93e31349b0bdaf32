using System.Buffers.Binary;

namespace RtcVoice.Rtc.Rtcp;

/// <summary>
/// A received SR or RR (RFC 3550, 6.4): the reporter, what it sends (SR alone), and a block for every source that it hears.
/// <code>
/// | SSRC of reporter | sender info (SR: 20 bytes) | report block 1 (24 bytes) | ... | profile-specific |
/// </code>
/// </summary>
internal readonly ref struct ReportPacket
{
    private const int SsrcSize = 4;

    private readonly ReadOnlySpan<byte> _blocks;

    private ReportPacket(uint ssrc, SenderInfo? sender, ReadOnlySpan<byte> blocks)
    {
        Ssrc = ssrc;
        Sender = sender;
        _blocks = blocks;
    }

    /// <summary>The reporter.</summary>
    public uint Ssrc { get; }

    /// <summary>What the reporter sends; null in an RR.</summary>
    public SenderInfo? Sender { get; }

    /// <summary>How many blocks there are, 0 to 31.</summary>
    public int BlockCount => _blocks.Length / ReportBlock.Size;

    /// <summary>Reads an SR or RR. False when it is another packet, or when its blocks run past its end.</summary>
    public static bool TryRead(scoped in RtcpPacket packet, out ReportPacket report)
    {
        report = default;
        bool isSender = packet.Type == RtcpPacketType.SenderReport;
        int start = isSender ? SsrcSize + SenderInfo.Size : SsrcSize;
        int length = packet.Count * ReportBlock.Size;
        if ((!isSender && packet.Type != RtcpPacketType.ReceiverReport) || packet.Body.Length < start + length)
        {
            return false;
        }

        SenderInfo? sender = isSender && SenderInfo.TryRead(packet.Body[SsrcSize..], out SenderInfo info) ? info : null;
        report = new ReportPacket(BinaryPrimitives.ReadUInt32BigEndian(packet.Body), sender, packet.Body.Slice(start, length));
        return true;
    }

    /// <summary>The block about a source. False when there is none.</summary>
    public bool TryGetBlock(uint ssrc, out ReportBlock block)
    {
        for (int i = 0; i < BlockCount; i++)
        {
            block = GetBlock(i);
            if (block.Ssrc == ssrc)
            {
                return true;
            }
        }

        block = default;
        return false;
    }

    /// <summary>The block at an index below <see cref="BlockCount"/>.</summary>
    public ReportBlock GetBlock(int index)
    {
        ReportBlock.TryRead(_blocks[(index * ReportBlock.Size)..], out ReportBlock block);
        return block;
    }
}
