using RtcVoice.Timing;

namespace RtcVoice.Transport;

/// <summary>A token bucket that holds one second's packets: bursts pass, floods do not.</summary>
internal sealed class PacketBudget(int packetsPerSecond)
{
    private readonly long _nanosecondsPerPacket = 1_000_000_000L / packetsPerSecond;
    private readonly long _capacityNanoseconds = 1_000_000_000L;
    private long _spentUntil = long.MinValue;

    /// <summary>Takes one packet of the budget; false when it is used up.</summary>
    public bool TryTake(Instant now)
    {
        long start = Math.Max(_spentUntil, now.Nanoseconds - _capacityNanoseconds);
        if (start + _nanosecondsPerPacket > now.Nanoseconds)
        {
            return false;
        }

        _spentUntil = start + _nanosecondsPerPacket;
        return true;
    }
}
