using RtcVoice.Timing;

namespace RtcVoice.Pacing.Tests.Rig;

/// <summary>A packet that a sink has sent.</summary>
internal sealed record Sent(byte[] Frame, long MediaTime, Instant PreparedAt, Instant At);
