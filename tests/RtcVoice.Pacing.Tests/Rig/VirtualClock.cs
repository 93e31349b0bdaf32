using RtcVoice.Pacing.Clock;
using RtcVoice.Timing;

namespace RtcVoice.Pacing.Tests.Rig;

/// <summary>A clock that a test moves: for the engine, for the agents, and for the loop itself.</summary>
internal sealed class VirtualClock : TimeProvider, IPacerClock
{
    private long _now = 1_000_000_000;

    public override long TimestampFrequency => 1_000_000_000;

    public Instant Now => new(_now);

    /// <summary>How much later than asked for the next waits end.</summary>
    public Queue<TimeSpan> Lateness { get; } = new();

    public override long GetTimestamp() => _now;

    public void Advance(TimeSpan time) => _now = (Now + time).Nanoseconds;

    public void WaitUntil(Instant deadline)
    {
        _now = Math.Max(_now, deadline.Nanoseconds);
        if (Lateness.TryDequeue(out TimeSpan late))
        {
            Advance(late);
        }
    }
}
