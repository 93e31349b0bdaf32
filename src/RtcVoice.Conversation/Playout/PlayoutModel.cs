using RtcVoice.Conversation.Peer;

namespace RtcVoice.Conversation.Playout;

/// <summary>
/// Guesses how long after its departure a sample is heard: half the round trip, the browser's jitter buffer as it was
/// measured for a paced stream, and its sound device.
/// </summary>
internal static class PlayoutModel
{
    /// <summary>What Chromium's jitter buffer holds of a stream of even pace: 30 ms, measured.</summary>
    private static readonly TimeSpan JitterBuffer = TimeSpan.FromMilliseconds(30);

    /// <summary>A sound card's buffer and the mixer's.</summary>
    private static readonly TimeSpan Device = TimeSpan.FromMilliseconds(20);

    /// <summary>Jitter beyond this makes the buffer longer, by about twice as much.</summary>
    private static readonly TimeSpan MaxJitter = TimeSpan.FromMilliseconds(100);

    /// <summary>Nothing is known of the way to the browser: across a continent it takes this long.</summary>
    private static readonly TimeSpan UnknownWay = TimeSpan.FromMilliseconds(100);

    /// <summary>What is known before the browser has reported anything.</summary>
    public static readonly PlayoutEstimate Unreported = new(JitterBuffer + Device, JitterBuffer + Device + UnknownWay, PlayoutSource.SendClock);

    /// <summary>What is known by a report.</summary>
    public static PlayoutEstimate By(in ReceptionReport report)
    {
        TimeSpan jitter = report.Jitter < MaxJitter ? report.Jitter : MaxJitter;
        TimeSpan roundTrip = report.RoundTripTime ?? TimeSpan.Zero;
        // The two ways are as unequal as one of them being half the other's; the buffer holds between none and twice what it should.
        TimeSpan error = JitterBuffer + (2 * jitter) + (roundTrip / 4);
        return new PlayoutEstimate(JitterBuffer + Device + (roundTrip / 2) + (2 * jitter), error, PlayoutSource.Modelled);
    }
}
