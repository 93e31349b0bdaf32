namespace RtcVoice.Conversation.Playout;

/// <summary>What a client's jitter buffer has handed on to its sound device.</summary>
/// <param name="Kind">What is reported.</param>
/// <param name="RtpTimestamp">The packet that left the jitter buffer last.</param>
/// <param name="Age">How long before the report its first sample did, up to 1 s.</param>
/// <param name="DeviceDelay">How long after the jitter buffer a sample is heard, up to 1 s.</param>
internal readonly record struct PlayoutReport(PlayoutReportKind Kind, uint RtpTimestamp, TimeSpan Age, TimeSpan DeviceDelay);
