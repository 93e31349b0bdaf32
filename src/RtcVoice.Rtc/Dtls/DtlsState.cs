namespace RtcVoice.Rtc.Dtls;

/// <summary>Where a <see cref="DtlsSession"/> stands.</summary>
internal enum DtlsState
{
    /// <summary>Nothing has come yet, or nothing was sent.</summary>
    New,

    /// <summary>The handshake waits for a thread or runs on one.</summary>
    Handshaking,

    /// <summary>Application data flows.</summary>
    Connected,

    /// <summary>Closed by a close_notify of either side.</summary>
    Closed,

    /// <summary>Failed, or disposed.</summary>
    Failed,
}
