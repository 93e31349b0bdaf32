namespace RtcVoice.Rtc.Rtcp;

/// <summary>The RTCP packet types that we read or write (RFC 3550, 12.1; RFC 3611, 2).</summary>
internal enum RtcpPacketType : byte
{
    /// <summary>SR: reception of others, and what the reporter sends.</summary>
    SenderReport = 200,

    /// <summary>RR: reception of others.</summary>
    ReceiverReport = 201,

    /// <summary>SDES: who a source is.</summary>
    SourceDescription = 202,

    /// <summary>BYE: a source leaves.</summary>
    Goodbye = 203,

    /// <summary>XR: reports beyond these.</summary>
    ExtendedReport = 207,
}
