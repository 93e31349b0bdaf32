using RtcVoice.Timing;

namespace RtcVoice.Pacing.Clock;

/// <summary>The clock of an engine whose owner steps it: it shows the provider's time and never waits.</summary>
internal sealed class SteppedClock : IPacerClock
{
    private readonly TimeProvider _provider;

    public SteppedClock(TimeProvider provider) => _provider = provider;

    public Instant Now => _provider.GetInstant();

    public void WaitUntil(Instant deadline)
    {
    }
}
