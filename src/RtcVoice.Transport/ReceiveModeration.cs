using RtcVoice.Timing;

namespace RtcVoice.Transport;

/// <summary>
/// When to let datagrams gather before they are read. Waking up costs as much as reading several does; so beyond 500
/// wake-ups a second, that is about ten people who speak, they gather for two milliseconds for as long as they come that
/// densely. A network card moderates its interrupts for the same reason.
/// </summary>
internal sealed class ReceiveModeration
{
    /// <summary>How long they gather.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(2);

    private const int MaxWakeUpsPerSecond = 500;

    private readonly TokenBucket _wakeUps = new(MaxWakeUpsPerSecond);
    private bool _hasRested;

    /// <summary>To be asked when all has been read.</summary>
    /// <param name="received">Datagrams read since it was asked last.</param>
    /// <param name="now">The time.</param>
    /// <returns>True when the reader has to sleep for <see cref="Rest"/>, false when it may wait for the next datagram.</returns>
    public bool MustRest(int received, Instant now)
    {
        _hasRested = _hasRested ? received > 1 : !_wakeUps.TryTake(now);
        return _hasRested;
    }
}
