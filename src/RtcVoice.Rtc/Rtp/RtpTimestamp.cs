namespace RtcVoice.Rtc.Rtp;

/// <summary>
/// An RTP media timestamp: 32 bits that wrap, in units of the stream's clock rate (RFC 3550, 5.1).
/// It has no order of its own, because it wraps; differences are signed and the shorter way round.
/// </summary>
/// <param name="Value">The timestamp as it stands on the wire.</param>
internal readonly record struct RtpTimestamp(uint Value)
{
    /// <summary>True when this comes after <paramref name="other"/>, the shorter way round the circle.</summary>
    public bool IsNewerThan(RtpTimestamp other) => this - other > 0;

    /// <summary>The timestamp <paramref name="units"/> later (earlier when negative), modulo 2^32.</summary>
    public static RtpTimestamp operator +(RtpTimestamp timestamp, int units) => new(unchecked(timestamp.Value + (uint)units));

    /// <summary>The timestamp <paramref name="units"/> earlier (later when negative), modulo 2^32.</summary>
    public static RtpTimestamp operator -(RtpTimestamp timestamp, int units) => new(unchecked(timestamp.Value - (uint)units));

    /// <summary>Units from <paramref name="earlier"/> to <paramref name="later"/>, the shorter way round: -2^31 to 2^31 - 1.</summary>
    public static int operator -(RtpTimestamp later, RtpTimestamp earlier) => unchecked((int)(later.Value - earlier.Value));

    /// <inheritdoc />
    public override string ToString() => $"rtp {Value}";
}
