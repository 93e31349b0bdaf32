namespace RtcVoice.Conversation.Peer;

/// <summary>How our audio reaches the browser, by its RTCP receiver report (RFC 3550, section 6.4.2).</summary>
/// <param name="LossFraction">Share of our packets lost since the last report, 0 to 1.</param>
/// <param name="CumulativeLost">Packets lost since the start; negative when duplicates outnumber losses.</param>
/// <param name="Jitter">Interarrival jitter at the browser.</param>
/// <param name="RoundTripTime">Network round trip, or null until the browser has echoed a sender report.</param>
public readonly record struct ReceptionReport(
    double LossFraction,
    int CumulativeLost,
    TimeSpan Jitter,
    TimeSpan? RoundTripTime);
