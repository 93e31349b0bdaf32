using RtcVoice.Rtc.Sctp.Wire;

namespace RtcVoice.Rtc.Sctp;

/// <summary>A received DATA chunk that waits for the rest of its message, or for an earlier message.</summary>
internal readonly record struct Fragment(Tsn Tsn, Ssn Ssn, uint PayloadProtocol, bool IsFirst, bool IsLast, PooledBuffer Payload);
