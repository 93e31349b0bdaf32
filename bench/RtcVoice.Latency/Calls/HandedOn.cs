namespace RtcVoice.Latency.Calls;

/// <summary>What had left the page's jitter buffer last at a moment.</summary>
/// <param name="Rtp">The packet.</param>
/// <param name="At">When it had, by the page's time.</param>
internal sealed record HandedOn(uint Rtp, double At);
