namespace RtcVoice.Rtc.Rtcp;

/// <summary>Spans of time in units of 1/65536 s, as report blocks tell them (RFC 3550, 6.4.1).</summary>
internal static class CompactNtp
{
    private const long UnitsPerSecond = 65_536;

    // The shortest span that takes all 32 bits.
    private const long MaxTicks = ((uint.MaxValue * TimeSpan.TicksPerSecond) + UnitsPerSecond - 1) / UnitsPerSecond;

    /// <summary>A longer round trip is a fault of the peer's arithmetic, not of the network.</summary>
    private const long MaxRoundTripUnits = 60 * UnitsPerSecond;

    /// <summary>Rounding at both ends may make a short round trip come out this much below zero: 10 ms.</summary>
    private const long RoundingUnits = 655;

    /// <summary>The span in compact units, rounded down, kept within 0 and 2^32 - 1 (18 hours).</summary>
    public static uint From(TimeSpan span) =>
        (uint)(Math.Clamp(span.Ticks, 0, MaxTicks) * UnitsPerSecond / TimeSpan.TicksPerSecond);

    /// <summary>The span that compact units tell.</summary>
    public static TimeSpan ToTimeSpan(long units) => TimeSpan.FromTicks(units * TimeSpan.TicksPerSecond / UnitsPerSecond);

    /// <summary>
    /// The round trip A - LSR - DLSR (RFC 3550, 6.4.1). Null when the peer had no report of ours yet (LSR 0), or when what it
    /// says makes no sense.
    /// </summary>
    /// <param name="arrival">When the report block came, A.</param>
    /// <param name="lastReport">The peer's last report of ours, LSR.</param>
    /// <param name="delay">How long the peer held it, DLSR.</param>
    public static TimeSpan? RoundTrip(NtpTimestamp arrival, uint lastReport, uint delay)
    {
        int units = unchecked((int)(arrival.Compact - lastReport - delay));
        return lastReport == 0 || units < -RoundingUnits || units > MaxRoundTripUnits ? null : ToTimeSpan(Math.Max(units, 0));
    }
}
