namespace RtcVoice.Rtc.Rtp;

/// <summary>
/// Turns 32-bit RTP timestamps that wrap (every 24.8 hours at 48 kHz) into numbers that do not. Each is taken the shorter way
/// round from the highest one seen. The first timestamp keeps its value; one before it may come out negative.
/// </summary>
internal struct TimestampUnwrapper
{
    private long _highest;
    private bool _isStarted;

    /// <summary>The highest timestamp so far, unwrapped; 0 before the first.</summary>
    public readonly long Highest => _highest;

    /// <summary>The timestamp unwrapped; the highest one moves with it.</summary>
    public long Unwrap(RtpTimestamp timestamp)
    {
        long unwrapped = Peek(timestamp);
        _highest = _isStarted ? Math.Max(_highest, unwrapped) : unwrapped;
        _isStarted = true;
        return unwrapped;
    }

    /// <summary>The timestamp unwrapped, with nothing remembered.</summary>
    public readonly long Peek(RtpTimestamp timestamp) =>
        _isStarted ? _highest + (timestamp - new RtpTimestamp((uint)_highest)) : timestamp.Value;
}
