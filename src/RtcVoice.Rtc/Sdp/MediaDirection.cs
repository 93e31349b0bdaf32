namespace RtcVoice.Rtc.Sdp;

/// <summary>Which way media flows, as the writer of a description sees it (RFC 8866 section 6.7).</summary>
[Flags]
internal enum MediaDirection
{
    /// <summary>Neither way: on hold.</summary>
    Inactive = 0,

    /// <summary>The writer sends.</summary>
    SendOnly = 1,

    /// <summary>The writer receives.</summary>
    RecvOnly = 2,

    /// <summary>Both ways.</summary>
    SendRecv = SendOnly | RecvOnly,
}
