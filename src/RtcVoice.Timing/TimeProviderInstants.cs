namespace RtcVoice.Timing;

/// <summary>Reads a <see cref="TimeProvider"/>'s monotonic clock as an <see cref="Instant"/>.</summary>
public static class TimeProviderInstants
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>
    /// The monotonic time now. On Linux the system provider's timestamps are CLOCK_MONOTONIC nanoseconds,
    /// so this is one read of the clock; a provider of another frequency is scaled without overflow.
    /// </summary>
    public static Instant GetInstant(this TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        long timestamp = clock.GetTimestamp();
        long frequency = clock.TimestampFrequency;
        if (frequency == NanosecondsPerSecond)
        {
            return new Instant(timestamp);
        }

        (long seconds, long rest) = Math.DivRem(timestamp, frequency);
        return new Instant((seconds * NanosecondsPerSecond) + (rest * NanosecondsPerSecond / frequency));
    }
}
