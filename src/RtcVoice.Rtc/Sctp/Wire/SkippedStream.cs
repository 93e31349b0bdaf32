namespace RtcVoice.Rtc.Sctp.Wire;

/// <summary>An entry of FORWARD-TSN: on this stream, messages up to this one are given up.</summary>
internal readonly record struct SkippedStream(ushort StreamId, Ssn Ssn);
