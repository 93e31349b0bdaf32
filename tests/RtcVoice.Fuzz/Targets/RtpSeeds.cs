using RtcVoice.Rtc.Rtp;

namespace RtcVoice.Fuzz.Targets;

/// <summary>RTP packets with every part that a header can have.</summary>
internal static class RtpSeeds
{
    /// <summary>Opus as our targets number it.</summary>
    public const byte PayloadType = 111;

    /// <summary>Whole packets.</summary>
    public static IReadOnlyList<byte[]> All { get; } =
    [
        Packet(1, [], []),
        Packet(2, [], [0x78, 1, 2, 3]),
        Packet(3, [0xBE, 0xDE, 0, 2, 0x10, 0x85, 0x32, 1, 2, 3, 0, 0], [0x78, 1, 2, 3]),
        Packet(4, [0x10, 0, 0, 2, 1, 1, 0x85, 0, 3, 3, 1, 2], [0x78, 1, 2, 3]),
        WithCsrcs(Packet(5, [], [0x78, 1]), 3),
        WithPadding(Packet(6, [], [0x78, 1, 2]), 4),
    ];

    /// <summary>A packet with a payload and, unless it is empty, a header extension.</summary>
    public static byte[] Packet(ushort sequence, ReadOnlySpan<byte> extension, ReadOnlySpan<byte> payload)
    {
        byte[] header = new byte[RtpHeader.Size];
        new RtpHeader(PayloadType, sequence == 1, sequence, new RtpTimestamp(sequence * 960u), 0x1234_5678).Write(header);
        header[0] |= (byte)(extension.IsEmpty ? 0 : RtpHeader.ExtensionBit);
        return [.. header, .. extension, .. payload];
    }

    private static byte[] WithCsrcs(byte[] packet, byte count)
    {
        packet[0] |= count;
        return [.. packet[..RtpHeader.Size], .. new byte[4 * count], .. packet[RtpHeader.Size..]];
    }

    private static byte[] WithPadding(byte[] packet, byte count)
    {
        packet[0] |= RtpHeader.PaddingBit;
        return [.. packet, .. new byte[count - 1], count];
    }
}
