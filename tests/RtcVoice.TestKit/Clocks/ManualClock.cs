namespace RtcVoice.TestKit.Clocks;

/// <summary>A clock that its owner moves and that allocates nothing: for measuring what other code allocates. No timers.</summary>
public sealed class ManualClock : TimeProvider
{
    private long _nanoseconds = 1_000_000_000;

    /// <inheritdoc />
    public override long TimestampFrequency => 1_000_000_000;

    /// <inheritdoc />
    public override long GetTimestamp() => Volatile.Read(ref _nanoseconds);

    /// <summary>Moves the clock.</summary>
    public void Advance(TimeSpan time) => Volatile.Write(ref _nanoseconds, _nanoseconds + (time.Ticks * TimeSpan.NanosecondsPerTick));
}
