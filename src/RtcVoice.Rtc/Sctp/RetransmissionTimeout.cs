namespace RtcVoice.Rtc.Sctp;

/// <summary>
/// The retransmission timeout from measured round trips (RFC 9260 section 6.3.1, after Jacobson and Karels), in the
/// bounds of a live session.
/// </summary>
internal sealed class RetransmissionTimeout
{
    /// <summary>Before the first sample; libwebrtc's figure, where the RFC's 1 s would be felt at the start of a call.</summary>
    public static readonly TimeSpan Initial = TimeSpan.FromMilliseconds(500);

    /// <summary>Twice the delay of a delayed SACK, so that none sets it off.</summary>
    public static readonly TimeSpan Minimum = TimeSpan.FromMilliseconds(400);

    /// <summary>The RFC's 60 s would leave a channel dead long after a gap in coverage has passed.</summary>
    public static readonly TimeSpan Maximum = TimeSpan.FromSeconds(4);

    private TimeSpan _variation;

    /// <summary>The timeout now, before any back-off.</summary>
    public TimeSpan Current { get; private set; } = Initial;

    /// <summary>Zero before the first sample.</summary>
    public TimeSpan SmoothedRoundTrip { get; private set; }

    public void AddSample(TimeSpan roundTrip)
    {
        if (roundTrip < TimeSpan.Zero)
        {
            return;
        }

        if (SmoothedRoundTrip == TimeSpan.Zero)
        {
            SmoothedRoundTrip = roundTrip;
            _variation = roundTrip / 2;
        }
        else
        {
            // RTO.Alpha is 1/8, RTO.Beta 1/4.
            _variation = ((_variation * 3) + (SmoothedRoundTrip - roundTrip).Duration()) / 4;
            SmoothedRoundTrip = ((SmoothedRoundTrip * 7) + roundTrip) / 8;
        }

        Current = Clamp(SmoothedRoundTrip + (_variation * 4));
    }

    /// <summary>The timeout after <paramref name="expiries"/> in a row: doubled with each, up to the maximum.</summary>
    public TimeSpan BackedOff(int expiries) => Clamp(Current * (1 << Math.Min(expiries, 8)));

    private static TimeSpan Clamp(TimeSpan timeout) =>
        timeout < Minimum ? Minimum : timeout > Maximum ? Maximum : timeout;
}
