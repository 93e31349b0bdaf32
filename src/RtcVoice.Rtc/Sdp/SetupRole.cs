namespace RtcVoice.Rtc.Sdp;

/// <summary>Who opens the DTLS association (RFC 4145, RFC 8842).</summary>
internal enum SetupRole
{
    /// <summary>The writer is the DTLS client.</summary>
    Active,

    /// <summary>The writer is the DTLS server.</summary>
    Passive,

    /// <summary>The writer leaves the choice to the other.</summary>
    ActPass,
}
