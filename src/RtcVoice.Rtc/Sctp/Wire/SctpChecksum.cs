using System.Buffers.Binary;
using System.Numerics;

namespace RtcVoice.Rtc.Sctp.Wire;

/// <summary>
/// The CRC32c of a packet (RFC 9260 appendix A), computed as if the checksum field held zero and stored with its
/// least significant byte first. Eight bytes a step: the instruction that the processor has for it.
/// </summary>
internal static class SctpChecksum
{
    public static uint Compute(ReadOnlySpan<byte> packet)
    {
        uint crc = Append(uint.MaxValue, packet[..SctpCommonHeader.ChecksumOffset]);
        crc = BitOperations.Crc32C(crc, 0u);
        return ~Append(crc, packet[SctpCommonHeader.Length..]);
    }

    private static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (byte value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return crc;
    }
}
