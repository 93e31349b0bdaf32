namespace RtcVoice.Rtc.Rtcp;

/// <summary>
/// A 64-bit NTP timestamp: seconds since 1900 in the high half, their fraction in the low one (RFC 3550, 4). Wraps in 2036.
/// </summary>
/// <param name="Value">The timestamp as it stands on the wire.</param>
internal readonly record struct NtpTimestamp(ulong Value)
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    // Seconds from 1900 to 1970.
    private const long UnixEpoch = 2_208_988_800;

    /// <summary>The middle 32 bits, in units of 1/65536 s: how LSR and LRR tell an NTP timestamp (RFC 3550, 6.4.1).</summary>
    public uint Compact => (uint)(Value >> 16);

    /// <summary>The NTP timestamp of a wall clock time.</summary>
    public static NtpTimestamp From(DateTimeOffset time)
    {
        long ticks = time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks;
        return new NtpTimestamp(unchecked((ulong)UnixEpoch << 32)).AddNanoseconds(ticks * TimeSpan.NanosecondsPerTick);
    }

    /// <summary>The timestamp this many nanoseconds later (earlier when negative), modulo 2^64.</summary>
    public NtpTimestamp AddNanoseconds(long nanoseconds)
    {
        long seconds = nanoseconds / NanosecondsPerSecond;
        long rest = nanoseconds % NanosecondsPerSecond;
        if (rest < 0)
        {
            rest += NanosecondsPerSecond;
            seconds--;
        }

        ulong fraction = ((ulong)rest << 32) / NanosecondsPerSecond;
        return new NtpTimestamp(unchecked(Value + ((ulong)seconds << 32) + fraction));
    }

    /// <inheritdoc />
    public override string ToString() => $"ntp {Value >> 32}.{((Value & uint.MaxValue) * 1_000_000) >> 32:D6}";
}
