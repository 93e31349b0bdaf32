namespace RtcVoice.Rtc.Stun;

/// <summary>The class of a STUN message (RFC 8489 section 5): the two C bits of its type.</summary>
internal enum StunClass : byte
{
    /// <summary>Wants a response.</summary>
    Request = 0,

    /// <summary>Wants none.</summary>
    Indication = 1,

    /// <summary>The answer to a request that was carried out.</summary>
    SuccessResponse = 2,

    /// <summary>The answer to a request that was refused; carries ERROR-CODE.</summary>
    ErrorResponse = 3,
}
