namespace RtcVoice.TestKit.Clocks;

/// <summary>
/// The system's clock with a hand that can be moved forward: time runs by itself, and half a minute can be skipped.
/// Timers keep the system's time.
/// </summary>
public sealed class AdjustableClock : TimeProvider
{
    private long _skippedTicks;

    /// <inheritdoc />
    public override long TimestampFrequency => System.TimestampFrequency;

    /// <inheritdoc />
    public override long GetTimestamp() =>
        System.GetTimestamp() + (long)((double)Volatile.Read(ref _skippedTicks) / TimeSpan.TicksPerSecond * TimestampFrequency);

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Volatile.Read(ref _skippedTicks));

    /// <summary>Skips some time.</summary>
    public void Skip(TimeSpan time) => Interlocked.Add(ref _skippedTicks, time.Ticks);
}
