namespace RtcVoice.Rtc.Stun;

/// <summary>
/// The attributes that this reader knows by name (RFC 8489 section 18.3, RFC 8445 section 20.1). Types below
/// 0x8000 must be understood by who reads them; the others may be skipped.
/// </summary>
internal enum StunAttributeType : ushort
{
    /// <summary>The plain reflexive address of RFC 3489; read past, XOR-MAPPED-ADDRESS replaces it.</summary>
    MappedAddress = 0x0001,

    /// <summary>The two ufrags: the receiver's, a colon, the sender's.</summary>
    Username = 0x0006,

    /// <summary>HMAC-SHA1 over all that stands before it.</summary>
    MessageIntegrity = 0x0008,

    /// <summary>Why a request was refused.</summary>
    ErrorCode = 0x0009,

    /// <summary>The attributes that made a 420.</summary>
    UnknownAttributes = 0x000A,

    /// <summary>Long-term credentials; read past.</summary>
    Realm = 0x0014,

    /// <summary>Long-term credentials; read past.</summary>
    Nonce = 0x0015,

    /// <summary>HMAC-SHA256 of RFC 8489; read past, ICE uses SHA1.</summary>
    MessageIntegritySha256 = 0x001C,

    /// <summary>The source address of the request, masked against meddling NATs.</summary>
    XorMappedAddress = 0x0020,

    /// <summary>The priority that a peer-reflexive candidate learned from this check would have.</summary>
    Priority = 0x0024,

    /// <summary>The controlling agent picks this pair.</summary>
    UseCandidate = 0x0025,

    /// <summary>CRC-32 over all that stands before it; always last.</summary>
    Fingerprint = 0x8028,

    /// <summary>The sender holds the controlled role.</summary>
    IceControlled = 0x8029,

    /// <summary>The sender holds the controlling role.</summary>
    IceControlling = 0x802A,

    /// <summary>libwebrtc's renomination: a larger value overrides an earlier pick (draft-thatcher-ice-renomination).</summary>
    Nomination = 0xC001,
}
