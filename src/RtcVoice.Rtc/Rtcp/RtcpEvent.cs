namespace RtcVoice.Rtc.Rtcp;

/// <summary>An event of an RTCP session.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Ssrc">The peer's source: the one that reported, or the one that left.</param>
/// <param name="Report">The report, where there is one.</param>
internal readonly record struct RtcpEvent(RtcpEventKind Kind, uint Ssrc, PeerReport Report = default);
