namespace RtcVoice.Audio.Opus;

/// <summary>
/// What the framing of an Opus packet tells without decoding it (RFC 6716 section 3). Reading is total: a packet
/// that breaks one of the rules R1 to R7 of section 3.4 is refused, and no byte outside the packet is looked at.
/// </summary>
/// <remarks>
/// <code>
///  0 1 2 3 4 5 6 7     code 3 has a second byte:    0 1 2 3 4 5 6 7
/// +-+-+-+-+-+-+-+-+                                +-+-+-+-+-+-+-+-+
/// | config  |s| c |                                |v|p|     M     |
/// +-+-+-+-+-+-+-+-+                                +-+-+-+-+-+-+-+-+
/// </code>
/// </remarks>
/// <param name="Mode">The layers in use.</param>
/// <param name="Bandwidth">The coded bandwidth.</param>
/// <param name="IsStereo">True when two channels are coded; the decoder mixes them down.</param>
/// <param name="FrameCount">Frames in the packet, 1 to 48.</param>
/// <param name="FrameSamples">Samples of one frame at 48 kHz, 120 (2.5 ms) to 2880 (60 ms).</param>
/// <param name="HasForwardErrorCorrection">
/// True when the first frame also holds a coarse copy of the frame before it (LBRR), for
/// <see cref="OpusDecoder.DecodeForwardErrorCorrection"/>.
/// </param>
/// <param name="IsDtx">True when the packet is so short that it stands for "nothing to send".</param>
public readonly record struct OpusPacket(
    OpusMode Mode,
    OpusBandwidth Bandwidth,
    bool IsStereo,
    int FrameCount,
    int FrameSamples,
    bool HasForwardErrorCorrection,
    bool IsDtx)
{
    /// <summary>RFC 6716 section 3.4, R2: the longest frame that the length coding can tell.</summary>
    private const int MaxFrameBytes = 1275;

    /// <summary>Frame lengths below this take one byte, the others two (RFC 6716 section 3.2.1).</summary>
    private const int FirstTwoByteLength = 252;

    /// <summary>SILK frames are at most 20 ms; longer Opus frames hold several, each with a VAD bit of its own.</summary>
    private const int MaxSilkFrameSamples = 960;

    /// <summary>Samples at 48 kHz that the whole packet decodes to, at most <see cref="OpusFormat.MaxPacketSamples"/>.</summary>
    public int DurationSamples => FrameCount * FrameSamples;

    /// <summary>Reads the framing of <paramref name="packet"/>; false when it is not a valid Opus packet.</summary>
    public static bool TryRead(ReadOnlySpan<byte> packet, out OpusPacket value)
    {
        value = default;
        if (packet.IsEmpty)
        {
            return false;
        }

        int toc = packet[0];
        (OpusMode mode, OpusBandwidth bandwidth, int frameSamples) = ReadConfiguration(toc >> 3);
        bool stereo = (toc & 4) != 0;
        ReadOnlySpan<byte> rest = packet[1..];
        if (!TryReadFrames(toc & 3, frameSamples, rest, out int count, out ReadOnlySpan<byte> first))
        {
            return false;
        }

        bool correction = mode != OpusMode.Celt && HasLowBitRateRedundancy(first, frameSamples, stereo);
        bool dtx = packet.Length <= OpusFormat.MaxDtxPacketBytes;
        value = new OpusPacket(mode, bandwidth, stereo, count, frameSamples, correction, dtx);
        return true;
    }

    // RFC 6716 table 2.
    private static (OpusMode Mode, OpusBandwidth Bandwidth, int FrameSamples) ReadConfiguration(int config) => config switch
    {
        < 12 => (OpusMode.Silk, (OpusBandwidth)(config >> 2), (config & 3) == 0 ? 480 : (config & 3) * 960),
        < 16 => (OpusMode.Hybrid, config < 14 ? OpusBandwidth.SuperWide : OpusBandwidth.Full, (config & 1) == 0 ? 480 : 960),
        < 20 => (OpusMode.Celt, OpusBandwidth.Narrow, 120 << (config & 3)),
        _ => (OpusMode.Celt, (OpusBandwidth)((config - 12) >> 2), 120 << (config & 3)),
    };

    private static bool TryReadFrames(int code, int frameSamples, ReadOnlySpan<byte> rest, out int count, out ReadOnlySpan<byte> first)
    {
        first = default;
        switch (code)
        {
            case 0:
                count = 1;
                first = rest;
                return rest.Length <= MaxFrameBytes;
            case 1:
                count = 2;
                first = rest[..(rest.Length / 2)];
                return (rest.Length & 1) == 0 && first.Length <= MaxFrameBytes;
            case 2:
                count = 2;
                if (!TryReadLength(ref rest, out int length) || length > rest.Length || rest.Length - length > MaxFrameBytes)
                {
                    return false;
                }

                first = rest[..length];
                return true;
            default:
                return TryReadManyFrames(frameSamples, rest, out count, out first);
        }
    }

    private static bool TryReadManyFrames(int frameSamples, ReadOnlySpan<byte> rest, out int count, out ReadOnlySpan<byte> first)
    {
        first = default;
        count = 0;
        if (rest.IsEmpty)
        {
            return false;
        }

        int header = rest[0];
        rest = rest[1..];
        count = header & 0x3F;
        if (count == 0 || count * frameSamples > OpusFormat.MaxPacketSamples)
        {
            return false;
        }

        if ((header & 0x40) != 0 && !TryDropPadding(ref rest))
        {
            return false;
        }

        if ((header & 0x80) == 0)
        {
            first = rest[..(rest.Length / count)];
            return rest.Length % count == 0 && first.Length <= MaxFrameBytes;
        }

        int firstLength = -1;
        int coded = 0;
        for (int i = 0; i < count - 1; i++)
        {
            if (!TryReadLength(ref rest, out int length))
            {
                return false;
            }

            firstLength = firstLength < 0 ? length : firstLength;
            coded += length;
        }

        int last = rest.Length - coded;
        if (last is < 0 or > MaxFrameBytes)
        {
            return false;
        }

        first = rest[..(firstLength < 0 ? last : firstLength)];
        return true;
    }

    private static bool TryDropPadding(ref ReadOnlySpan<byte> rest)
    {
        int padding = 0;
        while (true)
        {
            if (rest.IsEmpty)
            {
                return false;
            }

            int step = rest[0];
            rest = rest[1..];
            padding += step == 255 ? 254 : step;
            if (step != 255)
            {
                break;
            }
        }

        if (padding > rest.Length)
        {
            return false;
        }

        rest = rest[..^padding];
        return true;
    }

    private static bool TryReadLength(ref ReadOnlySpan<byte> rest, out int length)
    {
        length = rest.IsEmpty ? 0 : rest[0];
        int bytes = length < FirstTwoByteLength ? 1 : 2;
        if (rest.Length < bytes)
        {
            return false;
        }

        if (bytes == 2)
        {
            length += rest[1] * 4;
        }

        rest = rest[bytes..];
        return true;
    }

    // RFC 6716 section 4.2.3: the SILK layer starts with one VAD bit per SILK frame and one LBRR bit, per channel.
    // Bits of probability one half come out of the range coder as the leading bits of the first byte.
    private static bool HasLowBitRateRedundancy(ReadOnlySpan<byte> first, int frameSamples, bool stereo)
    {
        if (first.IsEmpty)
        {
            return false;
        }

        int silkFrames = Math.Max(1, frameSamples / MaxSilkFrameSamples);
        bool mid = ((first[0] >> (7 - silkFrames)) & 1) != 0;
        return mid || (stereo && ((first[0] >> (6 - (2 * silkFrames))) & 1) != 0);
    }
}
