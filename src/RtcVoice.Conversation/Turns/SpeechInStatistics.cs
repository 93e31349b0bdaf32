using RtcVoice.Audio.JitterBuffer;

namespace RtcVoice.Conversation.Turns;

/// <summary>What the person's sound has been through on its way to us.</summary>
public sealed record SpeechInStatistics
{
    /// <summary>The decoder's and the jitter buffer's counters.</summary>
    public required UplinkStatistics Decoder { get; init; }

    /// <summary>Frames that came faster than the call's worker took them.</summary>
    public long QueueDropped { get; init; }

    internal static SpeechInStatistics Of(UplinkStatistics decoder) => new() { Decoder = decoder };
}
