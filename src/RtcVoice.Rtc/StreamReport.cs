namespace RtcVoice.Rtc;

/// <summary>A reception report block on our stream (RFC 3550, section 6.4.1), in plain units.</summary>
/// <param name="LossFraction">Share of packets lost since the last report, 0 to 1.</param>
/// <param name="CumulativeLost">Packets lost since the start; negative when duplicates outnumber losses.</param>
/// <param name="Jitter">Interarrival jitter.</param>
/// <param name="RoundTripTime">Round trip by LSR and DLSR, or null until a sender report was echoed.</param>
public readonly record struct StreamReport(double LossFraction, int CumulativeLost, TimeSpan Jitter, TimeSpan? RoundTripTime);
