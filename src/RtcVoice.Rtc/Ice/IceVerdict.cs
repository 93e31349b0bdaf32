namespace RtcVoice.Rtc.Ice;

/// <summary>What became of a datagram that was handed to <see cref="IceLiteAgent"/>; each verdict is counted.</summary>
internal enum IceVerdict : byte
{
    /// <summary>An authenticated request; a success response waits to be sent.</summary>
    Answered,

    /// <summary>Authenticated, but of a peer that holds our role; 487 waits to be sent.</summary>
    AnsweredRoleConflict,

    /// <summary>Authenticated, but with an attribute that we must understand and do not; 420 waits to be sent.</summary>
    AnsweredUnknownAttribute,

    /// <summary>The agent has failed or is closed.</summary>
    Ended,

    /// <summary>Not a STUN message.</summary>
    Malformed,

    /// <summary>A response, an indication or another method. A lite agent asks nothing, so no response is for it.</summary>
    NotBindingRequest,

    /// <summary>FINGERPRINT is missing or wrong.</summary>
    BadFingerprint,

    /// <summary>USERNAME or MESSAGE-INTEGRITY is missing.</summary>
    NoCredentials,

    /// <summary>USERNAME names no session of this agent.</summary>
    UnknownUsername,

    /// <summary>More than <see cref="IceTuple.MaxRequestsPerSecond"/> from this tuple.</summary>
    RateLimited,

    /// <summary>Too many requests that did not verify from tuples that we do not know.</summary>
    StrangersLimited,

    /// <summary>MESSAGE-INTEGRITY does not verify.</summary>
    BadIntegrity,

    /// <summary>Authenticated, but PRIORITY is missing.</summary>
    NoPriority,

    /// <summary>Earlier responses were not fetched; no room for another.</summary>
    TransmitQueueFull,
}
