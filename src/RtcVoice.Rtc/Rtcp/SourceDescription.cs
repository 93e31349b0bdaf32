using System.Buffers.Binary;

namespace RtcVoice.Rtc.Rtcp;

/// <summary>
/// A received SDES (RFC 3550, 6.5), of which we read the canonical names.
/// <code>
/// | SSRC | item: type (1), length (1), text | ... | 0, up to the next 32-bit boundary |  once per chunk
/// </code>
/// </summary>
internal readonly ref struct SourceDescription
{
    /// <summary>The item type of a canonical name (RFC 3550, 6.5.1).</summary>
    public const byte Cname = 1;

    private const int SsrcSize = 4;

    private readonly ReadOnlySpan<byte> _body;
    private readonly int _chunkCount;

    private SourceDescription(ReadOnlySpan<byte> body, int chunkCount)
    {
        _body = body;
        _chunkCount = chunkCount;
    }

    /// <summary>Reads an SDES. False when it is another packet, or when a chunk or item runs past its end.</summary>
    public static bool TryRead(scoped in RtcpPacket packet, out SourceDescription description)
    {
        description = default;
        if (packet.Type != RtcpPacketType.SourceDescription)
        {
            return false;
        }

        int position = 0;
        for (int i = 0; i < packet.Count; i++)
        {
            if (!TryReadChunk(packet.Body, ref position, out _, out _))
            {
                return false;
            }
        }

        description = new SourceDescription(packet.Body, packet.Count);
        return true;
    }

    /// <summary>The canonical name of a source, in UTF-8. False when there is none.</summary>
    public bool TryGetCname(uint ssrc, out ReadOnlySpan<byte> name)
    {
        int position = 0;
        for (int i = 0; i < _chunkCount && TryReadChunk(_body, ref position, out uint found, out name); i++)
        {
            if (found == ssrc && !name.IsEmpty)
            {
                return true;
            }
        }

        name = default;
        return false;
    }

    private static bool TryReadChunk(ReadOnlySpan<byte> body, scoped ref int position, out uint ssrc, out ReadOnlySpan<byte> name)
    {
        ssrc = 0;
        name = default;
        if (position + SsrcSize > body.Length)
        {
            return false;
        }

        ssrc = BinaryPrimitives.ReadUInt32BigEndian(body[position..]);
        position += SsrcSize;
        while (position < body.Length && body[position] != 0)
        {
            if (position + 2 > body.Length || body[position + 1] > body.Length - position - 2)
            {
                return false;
            }

            int length = body[position + 1];
            if (body[position] == Cname)
            {
                name = body.Slice(position + 2, length);
            }

            position += 2 + length;
        }

        if (position == body.Length)
        {
            // An item list ends with a zero, always (RFC 3550, 6.5).
            return false;
        }

        position = (position + 4) & ~3;
        return true;
    }
}
