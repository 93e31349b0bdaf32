namespace RtcVoice.Rtc.Dtls;

/// <summary>Why a session failed.</summary>
internal enum DtlsFailure
{
    None,

    /// <summary>Signalling announced no fingerprint, so nobody could be recognised; no handshake was tried.</summary>
    NoFingerprintSignalled,

    /// <summary>The executor had no room for one more handshake.</summary>
    HandshakeRefused,

    /// <summary>The handshake was not done in time.</summary>
    HandshakeTimeout,

    /// <summary>The peer showed no certificate.</summary>
    NoPeerCertificate,

    /// <summary>The peer's certificate matches none of the fingerprints that signalling announced.</summary>
    FingerprintMismatch,

    /// <summary>The peer's hello carries no use_srtp: it wants DTLS, not DTLS-SRTP.</summary>
    NoUseSrtp,

    /// <summary>No SRTP profile is known to both sides.</summary>
    NoCommonSrtpProfile,

    /// <summary>The peer ended it with a fatal alert, under its keys.</summary>
    PeerAlert,

    /// <summary>The peer broke the protocol, or offered nothing that we accept; the event's detail names the alert.</summary>
    Protocol,
}
