namespace RtcVoice.Rtc.Sdp;

/// <summary>Which payload types of an audio section mean something to us.</summary>
internal sealed record AudioFormats
{
    private const int PayloadTypes = 128;
    private const int OpusClockRate = 48_000;

    /// <summary>The first Opus, or null.</summary>
    public OpusFormat? Opus { get; private init; }

    /// <summary>RED (RFC 2198) whose blocks are that Opus, or null.</summary>
    public byte? Red { get; private init; }

    /// <summary>Telephone events at the clock of Opus, else the first at another clock, else null.</summary>
    public TelephoneEventFormat? TelephoneEvent { get; private init; }

    /// <summary>Reads the formats of a section, best first.</summary>
    public static AudioFormats Read(MediaDescription section)
    {
        string?[] encodings = new string?[PayloadTypes];
        string?[] parameters = new string?[PayloadTypes];
        foreach (SdpAttribute attribute in section.Attributes)
        {
            string?[]? table = attribute.Name switch { "rtpmap" => encodings, "fmtp" => parameters, _ => null };
            ReadOnlySpan<char> value = attribute.Value;
            if (table is not null && TryReadPayloadType(SdpText.NextWord(ref value), out byte payloadType))
            {
                table[payloadType] ??= value.Trim(' ').ToString();
            }
        }

        return Read(section, encodings, parameters);
    }

    private static AudioFormats Read(MediaDescription section, string?[] encodings, string?[] parameters)
    {
        OpusFormat? opus = null;
        TelephoneEventFormat? telephoneEvent = null;
        foreach (string format in section.Formats)
        {
            if (!TryReadPayloadType(format, out byte payloadType) || encodings[payloadType] is not { } encoding)
            {
                continue;
            }

            // RFC 7587 section 7: always two channels, whatever is sent.
            if (opus is null && encoding.Equals("opus/48000/2", StringComparison.OrdinalIgnoreCase))
            {
                opus = OpusFormat.Read(payloadType, parameters[payloadType], section);
            }
            else if (telephoneEvent?.ClockRate != OpusClockRate && TryReadTelephoneEvent(encoding, out int clockRate)
                && (telephoneEvent is null || clockRate == OpusClockRate))
            {
                telephoneEvent = new TelephoneEventFormat(payloadType, clockRate, parameters[payloadType] is not null);
            }
        }

        return new AudioFormats { Opus = opus, TelephoneEvent = telephoneEvent, Red = FindRed(section, encodings, parameters, opus) };
    }

    // "red/48000/2" with "fmtp:63 111/111": every block must be the Opus that we answer with.
    private static byte? FindRed(MediaDescription section, string?[] encodings, string?[] parameters, OpusFormat? opus)
    {
        foreach (string format in section.Formats)
        {
            if (opus is not null
                && TryReadPayloadType(format, out byte payloadType)
                && encodings[payloadType] is { } encoding
                && encoding.Equals("red/48000/2", StringComparison.OrdinalIgnoreCase)
                && parameters[payloadType] is { } blocks
                && HasOnlyBlocksOf(blocks, opus.PayloadType))
            {
                return payloadType;
            }
        }

        return null;
    }

    private static bool HasOnlyBlocksOf(ReadOnlySpan<char> blocks, byte payloadType)
    {
        foreach (Range block in blocks.Split('/'))
        {
            if (!TryReadPayloadType(blocks[block], out byte blockType) || blockType != payloadType)
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryReadTelephoneEvent(ReadOnlySpan<char> encoding, out int clockRate)
    {
        const string Prefix = "telephone-event/";
        clockRate = 0;
        if (!encoding.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            || !SdpText.TryReadNumber(encoding[Prefix.Length..], out uint rate)
            || rate is 0 or > OpusClockRate)
        {
            return false;
        }

        clockRate = (int)rate;
        return true;
    }

    // RFC 5761 section 4: with rtcp-mux, payload types 64 to 95 would be taken for RTCP.
    private static bool TryReadPayloadType(ReadOnlySpan<char> text, out byte payloadType)
    {
        bool isRead = SdpText.TryReadNumber(text, out uint number) && number is < 64 or (> 95 and < PayloadTypes);
        payloadType = isRead ? (byte)number : (byte)0;
        return isRead;
    }
}
