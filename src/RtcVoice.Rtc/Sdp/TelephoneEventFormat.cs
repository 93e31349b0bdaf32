namespace RtcVoice.Rtc.Sdp;

/// <summary>DTMF as RTP events (RFC 4733).</summary>
/// <param name="PayloadType">Its number in RTP packets: the offer's.</param>
/// <param name="ClockRate">The clock of the event durations, in hertz: 48000 beside Opus, 8000 from Firefox.</param>
/// <param name="NamesEvents">The other side wrote an fmtp line, so the answer has one too.</param>
internal readonly record struct TelephoneEventFormat(byte PayloadType, int ClockRate, bool NamesEvents);
