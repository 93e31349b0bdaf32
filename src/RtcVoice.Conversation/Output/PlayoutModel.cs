using RtcVoice.Conversation.Peer;

namespace RtcVoice.Conversation.Output;

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

    /// <summary>The delay before the browser has reported anything.</summary>
    public static readonly TimeSpan Unreported = JitterBuffer + Device;

    /// <summary>The delay by a report.</summary>
    public static TimeSpan DelayBy(in ReceptionReport report)
    {
        TimeSpan jitter = report.Jitter < MaxJitter ? report.Jitter : MaxJitter;
        return Unreported + ((report.RoundTripTime ?? TimeSpan.Zero) / 2) + (2 * jitter);
    }
}
