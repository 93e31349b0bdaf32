namespace RtcVoice.Rtc.Dtls;

/// <summary>What a <see cref="DtlsEvent"/> tells.</summary>
internal enum DtlsEventKind
{
    /// <summary>The handshake is done and the peer is who signalling said: <see cref="DtlsEvent.Keys"/>.</summary>
    Connected,

    /// <summary>One record of the peer's: <see cref="DtlsEvent.Data"/>.</summary>
    ApplicationData,

    /// <summary>The session ended in order: <see cref="DtlsEvent.ClosedByPeer"/>.</summary>
    Closed,

    /// <summary>The session is dead: <see cref="DtlsEvent.Failure"/> and <see cref="DtlsEvent.Detail"/>.</summary>
    Failed,
}
