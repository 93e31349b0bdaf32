using RtcVoice.Timing;

namespace RtcVoice.Rtc.Rtp;

/// <summary>
/// Where a stream's media clock stood at one instant, and how fast it runs: enough to read it at any other instant.
/// </summary>
/// <param name="Timestamp">The RTP timestamp of the media that belongs to <paramref name="At"/>.</param>
/// <param name="At">When the clock stood there.</param>
/// <param name="Rate">Units per second; 48000 for Opus (RFC 7587, 4.1).</param>
internal readonly record struct RtpClock(RtpTimestamp Timestamp, Instant At, int Rate)
{
    /// <summary>The clock rate of Opus, whatever its audio bandwidth (RFC 7587, 4.1).</summary>
    public const int OpusRate = 48_000;

    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>The RTP timestamp that belongs to <paramref name="instant"/>, before or after <see cref="At"/>.</summary>
    public RtpTimestamp Read(Instant instant) =>
        new(unchecked(Timestamp.Value + (uint)Units(instant.Nanoseconds - At.Nanoseconds, Rate)));

    /// <summary>
    /// Clock units in <paramref name="nanoseconds"/>, rounded toward negative infinity. Whole seconds are scaled apart, so that
    /// no span of time overflows before its result would.
    /// </summary>
    public static long Units(long nanoseconds, int rate)
    {
        long seconds = nanoseconds / NanosecondsPerSecond;
        long rest = nanoseconds % NanosecondsPerSecond;
        if (rest < 0)
        {
            rest += NanosecondsPerSecond;
            seconds--;
        }

        return (seconds * rate) + (rest * rate / NanosecondsPerSecond);
    }
}
