using RtcVoice.Conversation.Peer;
using RtcVoice.Conversation.Turns;
using RtcVoice.Pacing;

namespace RtcVoice.Conversation.Calls;

/// <summary>A snapshot of one call.</summary>
public sealed record VoiceCallStatistics
{
    /// <summary>Where the call is in its life.</summary>
    public required CallState State { get; init; }

    /// <summary>Why it ended, or null while it has not.</summary>
    public PeerCloseReason? EndReason { get; init; }

    /// <summary>Time since the offer was answered; stands still once the call is over.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The connection.</summary>
    public required VoicePeerStatistics Peer { get; init; }

    /// <summary>The person's sound.</summary>
    public required SpeechInStatistics Uplink { get; init; }

    /// <summary>The agent's sound.</summary>
    public required SpeechOutStatistics Downlink { get; init; }

    /// <summary>Loss that the encoder arms against, in percent; 0 when FEC is off.</summary>
    public required int ExpectedLossPercent { get; init; }

    /// <summary>How long after their deadlines the latest frames left (<see cref="PacedCall.RecentLateness"/>); nothing before the call is connected.</summary>
    public DurationSummary RecentLateness { get; init; }
}
