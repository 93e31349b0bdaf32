using System.Buffers.Binary;

namespace RtcVoice.Rtc.Rtcp;

/// <summary>
/// A received BYE (RFC 3550, 6.6): sources that leave. Its reason is text for people; we check its length and skip it.
/// <code>
/// | SSRC 1 | SSRC 2 | ... | length (1), reason for leaving (optional) |
/// </code>
/// </summary>
internal readonly ref struct Goodbye
{
    private const int SsrcSize = 4;

    private readonly ReadOnlySpan<byte> _ssrcs;

    private Goodbye(ReadOnlySpan<byte> ssrcs) => _ssrcs = ssrcs;

    /// <summary>How many sources leave, 0 to 31.</summary>
    public int Count => _ssrcs.Length / SsrcSize;

    /// <summary>Reads a BYE. False when it is another packet, or when its sources or its reason run past its end.</summary>
    public static bool TryRead(scoped in RtcpPacket packet, out Goodbye goodbye)
    {
        goodbye = default;
        int length = packet.Count * SsrcSize;
        if (packet.Type != RtcpPacketType.Goodbye || packet.Body.Length < length)
        {
            return false;
        }

        ReadOnlySpan<byte> reason = packet.Body[length..];
        if (!reason.IsEmpty && reason[0] > reason.Length - 1)
        {
            return false;
        }

        goodbye = new Goodbye(packet.Body[..length]);
        return true;
    }

    /// <summary>The source at an index below <see cref="Count"/>.</summary>
    public uint GetSsrc(int index) => BinaryPrimitives.ReadUInt32BigEndian(_ssrcs[(index * SsrcSize)..]);
}
