namespace RtcVoice.Rtc.Stun;

/// <summary>The CRC-32 (ITU V.42) that tells STUN from other protocols on the same port (RFC 8489 section 14.7).</summary>
internal static class StunFingerprint
{
    private const uint ReversedPolynomial = 0xEDB88320;

    /// <summary>XORed into the checksum, so that another protocol's CRC-32 does not pass for ours ("STUN" in ASCII).</summary>
    private const uint Mask = 0x5354554E;

    private static readonly uint[] Table = BuildTable();

    /// <summary>The value of FINGERPRINT for a message whose bytes before the attribute are <paramref name="message"/>.</summary>
    public static uint Compute(ReadOnlySpan<byte> message)
    {
        uint[] table = Table;
        uint crc = uint.MaxValue;
        foreach (byte value in message)
        {
            crc = table[(byte)(crc ^ value)] ^ (crc >> 8);
        }

        return ~crc ^ Mask;
    }

    private static uint[] BuildTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            uint crc = i;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * ReversedPolynomial);
            }

            table[i] = crc;
        }

        return table;
    }
}
