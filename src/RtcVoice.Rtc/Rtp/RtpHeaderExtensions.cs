namespace RtcVoice.Rtc.Rtp;

/// <summary>
/// The elements of an RTP header extension, in the one-byte or the two-byte form (RFC 8285, 4.2 and 4.3).
/// <code>
///  one-byte, profile 0xBEDE          two-byte, profile 0x100 | appbits
///  0 1 2 3 4 5 6 7                    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
/// +-+-+-+-+-+-+-+-+                  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |  ID   | len-1 | data ...         |       ID      |     length    | data ...
/// +-+-+-+-+-+-+-+-+                  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// </code>
/// An extension of another profile is skipped as a whole, as RFC 3550, 5.3.1 asks.
/// </summary>
internal readonly ref struct RtpHeaderExtensions
{
    private const ushort OneByteProfile = 0xBEDE;
    private const ushort TwoByteProfile = 0x1000;
    private const ushort TwoByteProfileMask = 0xFFF0;

    /// <summary>In the one-byte form this ID ends the elements, whatever follows (RFC 8285, 4.2).</summary>
    private const int ReservedId = 15;

    private readonly ReadOnlySpan<byte> _block;
    private readonly bool _isTwoByte;

    private RtpHeaderExtensions(ReadOnlySpan<byte> block, bool isTwoByte)
    {
        _block = block;
        _isTwoByte = isTwoByte;
    }

    private enum Step
    {
        Element,
        End,
        Malformed,
    }

    /// <summary>Checks a header extension's block of data. False when an element runs past its end.</summary>
    public static bool TryRead(ushort profile, ReadOnlySpan<byte> block, out RtpHeaderExtensions extensions)
    {
        extensions = default;
        bool isTwoByte = (profile & TwoByteProfileMask) == TwoByteProfile;
        if (!isTwoByte && profile != OneByteProfile)
        {
            return true;
        }

        var candidate = new RtpHeaderExtensions(block, isTwoByte);
        int position = 0;
        Step step;
        do
        {
            step = candidate.Next(ref position, out _, out _);
        }
        while (step == Step.Element);

        if (step == Step.Malformed)
        {
            return false;
        }

        extensions = candidate;
        return true;
    }

    /// <summary>The data of the first element with this ID (1 to 14, or to 255 in the two-byte form). False when there is none.</summary>
    public bool TryGet(int id, out ReadOnlySpan<byte> data)
    {
        int position = 0;
        while (Next(ref position, out int found, out data) == Step.Element)
        {
            if (found == id)
            {
                return true;
            }
        }

        data = default;
        return false;
    }

    /// <summary>The audio level under the ID that was negotiated for it. False when there is none, or one that is empty.</summary>
    public bool TryGetAudioLevel(int id, out AudioLevel level)
    {
        level = default;
        return TryGet(id, out ReadOnlySpan<byte> data) && AudioLevel.TryRead(data, out level);
    }

    private Step Next(scoped ref int position, out int id, out ReadOnlySpan<byte> data)
    {
        id = 0;
        data = default;
        while (position < _block.Length && _block[position] == 0)
        {
            // A zero byte is padding, anywhere (RFC 8285, 4.1.1).
            position++;
        }

        if (position >= _block.Length)
        {
            return Step.End;
        }

        int length;
        if (_isTwoByte)
        {
            if (position + 2 > _block.Length)
            {
                return Step.Malformed;
            }

            id = _block[position];
            length = _block[position + 1];
            position += 2;
        }
        else
        {
            id = _block[position] >> 4;
            length = (_block[position] & 0x0F) + 1;
            position++;
            if (id is 0 or ReservedId)
            {
                // ID 0 with a length is not padding; like ID 15 it ends the elements (RFC 8285, 4.2).
                return Step.End;
            }
        }

        if (length > _block.Length - position)
        {
            return Step.Malformed;
        }

        data = _block.Slice(position, length);
        position += length;
        return Step.Element;
    }
}
