namespace RtcVoice.Timing;

/// <summary>
/// A point on a monotonic clock, in nanoseconds since an origin that only its clock knows.
/// Protocol machines are told the time as an <see cref="Instant"/>; they never ask for it.
/// </summary>
/// <param name="Nanoseconds">Nanoseconds since the clock's origin.</param>
public readonly record struct Instant(long Nanoseconds) : IComparable<Instant>
{
    /// <summary>The origin of the clock.</summary>
    public static readonly Instant Origin;

    /// <summary>Later than any time that a clock shows: the timeout of a machine that waits for nothing.</summary>
    public static readonly Instant Never = new(long.MaxValue);

    /// <summary>True when this is <see cref="Never"/>.</summary>
    public bool IsNever => Nanoseconds == long.MaxValue;

    /// <summary>The earlier of two instants.</summary>
    public static Instant Earlier(Instant a, Instant b) => a < b ? a : b;

    /// <summary>The later of two instants.</summary>
    public static Instant Later(Instant a, Instant b) => a > b ? a : b;

    /// <summary>The instant <paramref name="span"/> after this one; <see cref="Never"/> stays <see cref="Never"/>.</summary>
    public static Instant operator +(Instant instant, TimeSpan span) =>
        instant.IsNever ? Never : new(instant.Nanoseconds + (span.Ticks * TimeSpan.NanosecondsPerTick));

    /// <summary>The instant <paramref name="span"/> before this one; <see cref="Never"/> stays <see cref="Never"/>.</summary>
    public static Instant operator -(Instant instant, TimeSpan span) => instant + span.Negate();

    /// <summary>The time from <paramref name="earlier"/> to <paramref name="later"/>, in steps of 100 ns.</summary>
    public static TimeSpan operator -(Instant later, Instant earlier) =>
        new((later.Nanoseconds - earlier.Nanoseconds) / TimeSpan.NanosecondsPerTick);

    /// <summary>True when <paramref name="a"/> comes before <paramref name="b"/>.</summary>
    public static bool operator <(Instant a, Instant b) => a.Nanoseconds < b.Nanoseconds;

    /// <summary>True when <paramref name="a"/> comes after <paramref name="b"/>.</summary>
    public static bool operator >(Instant a, Instant b) => a.Nanoseconds > b.Nanoseconds;

    /// <summary>True when <paramref name="a"/> does not come after <paramref name="b"/>.</summary>
    public static bool operator <=(Instant a, Instant b) => a.Nanoseconds <= b.Nanoseconds;

    /// <summary>True when <paramref name="a"/> does not come before <paramref name="b"/>.</summary>
    public static bool operator >=(Instant a, Instant b) => a.Nanoseconds >= b.Nanoseconds;

    /// <inheritdoc />
    public int CompareTo(Instant other) => Nanoseconds.CompareTo(other.Nanoseconds);

    /// <inheritdoc />
    public override string ToString() => IsNever ? "never" : $"{Nanoseconds / 1e9:F6} s";
}
