using RtcVoice.Rtc.Rtp;

namespace RtcVoice.Rtc.Rtcp;

/// <summary>Where our sender stands when a report is due: a copy, since another thread owns the sender.</summary>
/// <param name="Packets">RTP packets sent since the beginning; with 0 an RR is sent in place of an SR.</param>
/// <param name="Octets">Bytes of payload in them, without headers.</param>
/// <param name="Clock">The media clock at an instant near now; it is read on to the instant of the report.</param>
internal readonly record struct SenderSnapshot(long Packets, long Octets, RtpClock Clock);
