namespace RtcVoice.Rtc.Sdp;

/// <summary>Opus as the other side wants to receive it (RFC 7587 section 7): hints for our encoder.</summary>
internal sealed record OpusFormat
{
    private const uint MinBitrate = 6_000;
    private const uint MaxBitrate = 510_000;
    private const uint MaxSampleRate = 48_000;

    /// <summary>The number of Opus in their RTP packets and ours: the offer's.</summary>
    public required byte PayloadType { get; init; }

    /// <summary>They can use the in-band FEC of our packets.</summary>
    public bool UsesInbandFec { get; init; }

    /// <summary>They would rather have stereo. Mono is always understood.</summary>
    public bool PrefersStereo { get; init; }

    /// <summary>They would rather have a constant bit rate.</summary>
    public bool PrefersConstantBitrate { get; init; }

    /// <summary>They would rather have silence left out. We send it (design, pacing rule 1).</summary>
    public bool PrefersDtx { get; init; }

    /// <summary>The most bits a second, 6000 to 510000, averaged; null when they set no limit.</summary>
    public int? MaxAverageBitrate { get; init; }

    /// <summary>The highest sampling rate that they play, in hertz; null when they set no limit.</summary>
    public int? MaxPlaybackRate { get; init; }

    /// <summary>The packet duration they would rather have (a=ptime); null when they do not say.</summary>
    public TimeSpan? PacketTime { get; init; }

    /// <summary>The longest packet duration they take (a=maxptime); null when they do not say.</summary>
    public TimeSpan? MaxPacketTime { get; init; }

    /// <summary>Reads the hints of a section's fmtp, ptime and maxptime lines.</summary>
    public static OpusFormat Read(byte payloadType, string? formatParameters, MediaDescription section)
    {
        var parameters = new FormatParameters(formatParameters);
        return new OpusFormat
        {
            PayloadType = payloadType,
            UsesInbandFec = parameters.IsSet("useinbandfec"),
            PrefersStereo = parameters.IsSet("stereo"),
            PrefersConstantBitrate = parameters.IsSet("cbr"),
            PrefersDtx = parameters.IsSet("usedtx"),
            MaxAverageBitrate = parameters.FindNumber("maxaveragebitrate") is { } bitrate and >= MinBitrate and <= MaxBitrate
                ? (int)bitrate
                : null,
            MaxPlaybackRate = parameters.FindNumber("maxplaybackrate") is { } rate and > 0 and <= MaxSampleRate ? (int)rate : null,
            PacketTime = Milliseconds(section.Find("ptime")),
            MaxPacketTime = Milliseconds(section.Find("maxptime")),
        };
    }

    private static TimeSpan? Milliseconds(string? text) =>
        SdpText.TryReadNumber(text, out uint milliseconds) && milliseconds is > 0 and <= 1000
            ? TimeSpan.FromMilliseconds(milliseconds)
            : null;
}
