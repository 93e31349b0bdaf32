using RtcVoice.Timing;

namespace RtcVoice.Transport;

/// <summary>Holds one second's tokens: bursts pass, floods do not.</summary>
internal sealed class TokenBucket(int perSecond)
{
    private readonly long _nanosecondsPerToken = 1_000_000_000L / perSecond;
    private readonly long _capacityNanoseconds = 1_000_000_000L;
    private long _spentUntil = long.MinValue;

    /// <summary>Takes a token; false when none is left.</summary>
    public bool TryTake(Instant now)
    {
        long start = Math.Max(_spentUntil, now.Nanoseconds - _capacityNanoseconds);
        if (start + _nanosecondsPerToken > now.Nanoseconds)
        {
            return false;
        }

        _spentUntil = start + _nanosecondsPerToken;
        return true;
    }
}
