using RtcVoice.Audio.JitterBuffer;
using RtcVoice.Timing;

namespace RtcVoice.Audio.Tests.JitterBuffer;

/// <summary>Pulls from a jitter buffer and keeps what it decided.</summary>
internal sealed class PlayoutLog(UplinkJitterBuffer buffer)
{
    private readonly UplinkJitterBuffer _buffer = buffer;

    /// <summary>What came of each pull: the number that the packet bears, or -1.</summary>
    public List<(PlayoutKind Kind, long Number)> Entries { get; } = [];

    public void Pull(Instant now)
    {
        PlayoutDecision decision = _buffer.Pull(now);
        long number = decision.Payload.Length >= 10 ? SeededUplink.NumberOf(decision.Payload) : -1;
        Entries.Add((decision.Kind, number));
    }
}
