namespace RtcVoice.Rtc.Dtls;

/// <summary>Which side of the handshake a session plays; signalled as a=setup (RFC 5763 section 5).</summary>
internal enum DtlsRole
{
    /// <summary>Passive: waits for the peer's hello. Every browser lets the answerer choose this.</summary>
    Server,

    /// <summary>Active: speaks first.</summary>
    Client,
}
