using RtcVoice.Timing;

namespace RtcVoice.Rtc.Rtcp;

/// <summary>What the peer says of how it receives our source.</summary>
/// <param name="Reporter">The SSRC that says it.</param>
/// <param name="Block">What it says.</param>
/// <param name="RoundTrip">The round trip to the peer and back; null until it has had a report of ours.</param>
/// <param name="At">When its report came.</param>
internal readonly record struct PeerReport(uint Reporter, ReportBlock Block, TimeSpan? RoundTrip, Instant At)
{
    /// <summary>Packets lost since the peer's last report, 0 to 1.</summary>
    public double FractionLost => Block.FractionLost / 256.0;

    /// <summary>The jitter that the peer sees.</summary>
    /// <param name="clockRate">Units of our media clock per second.</param>
    public TimeSpan JitterAt(int clockRate) => TimeSpan.FromSeconds((double)Block.Jitter / clockRate);
}
