using RtcVoice.Timing;

namespace RtcVoice.Rtc.Rtcp;

/// <summary>
/// The wall clock as RTCP tells it, run by the monotonic clock: steps of the system's time do not reach the peer, which
/// needs differences alone (RFC 3550, 4).
/// </summary>
/// <param name="AtOrigin">The wall clock time at the origin of the monotonic clock.</param>
internal readonly record struct NtpClock(NtpTimestamp AtOrigin)
{
    /// <summary>The clock that shows <paramref name="wallTime"/> at <paramref name="instant"/>.</summary>
    public static NtpClock From(DateTimeOffset wallTime, Instant instant) =>
        new(NtpTimestamp.From(wallTime).AddNanoseconds(-instant.Nanoseconds));

    /// <summary>The wall clock time at an instant.</summary>
    public NtpTimestamp Read(Instant instant) => AtOrigin.AddNanoseconds(instant.Nanoseconds);
}
