namespace RtcVoice.Rtc.Rtp;

/// <summary>
/// Turns 16-bit sequence numbers that wrap into numbers that do not. Each is taken the shorter way round from the highest
/// one seen, so reordering about a wrap is told right up to half the circle (32767 packets, eleven minutes of 20 ms audio).
/// The first number keeps its value; one before it may come out negative.
/// </summary>
internal struct SequenceUnwrapper
{
    private long _highest;
    private bool _isStarted;

    /// <summary>The highest number so far, unwrapped; 0 before the first.</summary>
    public readonly long Highest => _highest;

    /// <summary>The number unwrapped; the highest one moves with it.</summary>
    public long Unwrap(ushort sequenceNumber)
    {
        long unwrapped = Peek(sequenceNumber);
        _highest = _isStarted ? Math.Max(_highest, unwrapped) : unwrapped;
        _isStarted = true;
        return unwrapped;
    }

    /// <summary>The number unwrapped, with nothing remembered.</summary>
    public readonly long Peek(ushort sequenceNumber) =>
        _isStarted ? _highest + unchecked((short)(sequenceNumber - (ushort)_highest)) : sequenceNumber;
}
