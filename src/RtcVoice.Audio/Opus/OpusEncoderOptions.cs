namespace RtcVoice.Audio.Opus;

/// <summary>How an <see cref="OpusEncoder"/> starts. All of it can be changed while it runs.</summary>
public sealed record OpusEncoderOptions
{
    /// <summary>The settings of a call with a browser: 32 kb/s, complexity 5, FEC ready for 10 % loss.</summary>
    public static readonly OpusEncoderOptions Default = new();

    /// <summary>Mean bits a second, 6,000 to 510,000. Default 32,000, which codes voice in full band with FEC.</summary>
    public int Bitrate { get; init; } = 32_000;

    /// <summary>
    /// Effort, 0 to 10. Default 5: about 120 us a frame (155 with FEC) on an EPYC core, where 10 costs 220 (290).
    /// </summary>
    public int Complexity { get; init; } = 5;

    /// <summary>True, the default, lets each packet carry a coarse copy of the one before it when loss is expected.</summary>
    public bool UseForwardErrorCorrection { get; init; } = true;

    /// <summary>
    /// Loss to arm against, 0 to 100 %. Default 10. At 0 libopus writes no copies even when
    /// <see cref="UseForwardErrorCorrection"/> is set; feed it from RTCP receiver reports.
    /// </summary>
    public int ExpectedPacketLossPercent { get; init; } = 10;
}
