using RtcVoice.Timing;

namespace RtcVoice.Pacing.Clock;

/// <summary>
/// Any other system: whole milliseconds are slept, the last one and more is watched, which costs about a tenth of a core.
/// </summary>
internal sealed class PortablePacerClock : IPacerClock
{
    /// <summary>A sleep may take this much longer than it was told (Windows' timer at its finest is 1 ms).</summary>
    private static readonly TimeSpan SleepOvershoot = TimeSpan.FromMilliseconds(1);

    private readonly TimeProvider _provider;

    public PortablePacerClock(TimeProvider provider) => _provider = provider;

    public Instant Now => _provider.GetInstant();

    public void WaitUntil(Instant deadline)
    {
        int milliseconds = (int)(deadline - Now - SleepOvershoot).TotalMilliseconds;
        if (milliseconds > 0)
        {
#pragma warning disable RS0030 // This is the clock: nothing else in the product may sleep.
            Thread.Sleep(milliseconds);
#pragma warning restore RS0030
        }

        while (Now < deadline)
        {
            Thread.SpinWait(1);
        }
    }
}
