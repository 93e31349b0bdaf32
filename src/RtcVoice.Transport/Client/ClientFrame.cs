using RtcVoice.Timing;

namespace RtcVoice.Transport.Client;

/// <summary>One Opus frame that a <see cref="VoiceClient"/> has received.</summary>
/// <param name="Sequence">RTP sequence number, unwrapped.</param>
/// <param name="Timestamp">RTP timestamp, unwrapped, in samples at 48 kHz.</param>
/// <param name="Arrival">When it came.</param>
/// <param name="Payload">The Opus packet.</param>
public sealed record ClientFrame(long Sequence, long Timestamp, Instant Arrival, ReadOnlyMemory<byte> Payload);
