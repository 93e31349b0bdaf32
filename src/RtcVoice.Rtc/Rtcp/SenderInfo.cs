using System.Buffers.Binary;
using RtcVoice.Rtc.Rtp;

namespace RtcVoice.Rtc.Rtcp;

/// <summary>
/// What the sender of an SR tells of its own stream (RFC 3550, 6.4.1).
/// <code>
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |              NTP timestamp, most significant word             |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |             NTP timestamp, least significant word             |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                         RTP timestamp                         |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                     sender's packet count                     |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                      sender's octet count                     |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// </code>
/// </summary>
/// <param name="Ntp">When the report was made.</param>
/// <param name="Rtp">The media clock at that same instant.</param>
/// <param name="Packets">Packets sent since the beginning, modulo 2^32.</param>
/// <param name="Octets">Bytes of payload sent, without headers and padding, modulo 2^32.</param>
internal readonly record struct SenderInfo(NtpTimestamp Ntp, RtpTimestamp Rtp, uint Packets, uint Octets)
{
    /// <summary>Bytes on the wire.</summary>
    public const int Size = 20;

    /// <summary>Reads sender information. False when there are too few bytes.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out SenderInfo info)
    {
        if (bytes.Length < Size)
        {
            info = default;
            return false;
        }

        info = new SenderInfo(
            new NtpTimestamp(BinaryPrimitives.ReadUInt64BigEndian(bytes)),
            new RtpTimestamp(BinaryPrimitives.ReadUInt32BigEndian(bytes[8..])),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]));
        return true;
    }

    /// <summary>Writes sender information.</summary>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, Ntp.Value);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], Rtp.Value);
        BinaryPrimitives.WriteUInt32BigEndian(destination[12..], Packets);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], Octets);
    }
}
