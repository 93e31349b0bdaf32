namespace RtcVoice.Rtc.Stun;

/// <summary>The errors that ICE answers or meets (RFC 8489 section 14.8, RFC 8445 section 7.3.1.1).</summary>
internal enum StunErrorCode : ushort
{
    /// <summary>The request was malformed.</summary>
    BadRequest = 400,

    /// <summary>The integrity did not verify.</summary>
    Unauthenticated = 401,

    /// <summary>An attribute that must be understood was not.</summary>
    UnknownAttribute = 420,

    /// <summary>Both agents hold the same role.</summary>
    RoleConflict = 487,
}
