namespace RtcVoice.Rtc.Ice;

/// <summary>How an address was found (RFC 8445 section 5.1.1).</summary>
internal enum IceCandidateType : byte
{
    /// <summary>An address of the machine's own, or one that is forwarded to it one to one.</summary>
    Host,

    /// <summary>The address that a STUN server saw.</summary>
    ServerReflexive,

    /// <summary>The address that a peer saw.</summary>
    PeerReflexive,

    /// <summary>An address of a TURN server.</summary>
    Relayed,
}
