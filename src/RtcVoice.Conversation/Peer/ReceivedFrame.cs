using RtcVoice.Timing;

namespace RtcVoice.Conversation.Peer;

/// <summary>One Opus frame from the browser, after SRTP authentication.</summary>
public readonly ref struct ReceivedFrame(long sequence, long timestamp, Instant arrival, ReadOnlySpan<byte> payload)
{
    /// <summary>The RTP sequence number, unwrapped to 64 bits.</summary>
    public long Sequence { get; } = sequence;

    /// <summary>The RTP timestamp, unwrapped to 64 bits, in samples at 48 kHz.</summary>
    public long Timestamp { get; } = timestamp;

    /// <summary>When the datagram was received.</summary>
    public Instant Arrival { get; } = arrival;

    /// <summary>The Opus packet; valid during the call that hands it over.</summary>
    public ReadOnlySpan<byte> Payload { get; } = payload;
}
