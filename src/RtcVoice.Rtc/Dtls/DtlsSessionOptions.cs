namespace RtcVoice.Rtc.Dtls;

/// <summary>What a <see cref="DtlsSession"/> is told once.</summary>
internal sealed record DtlsSessionOptions
{
    /// <summary>Every browser offers both; AES-GCM costs half (RFC 7714).</summary>
    public static readonly IReadOnlyList<DtlsSrtpProfile> DefaultSrtpProfiles = [DtlsSrtpProfile.AeadAes128Gcm, DtlsSrtpProfile.Aes128CmSha1Tag80];

    public required DtlsRole Role { get; init; }

    /// <summary>Our certificate; outlives the session.</summary>
    public required DtlsCertificate Certificate { get; init; }

    /// <summary>The peer's fingerprints from signalling. One match is enough; with none the session fails.</summary>
    public required IReadOnlyList<DtlsFingerprint> PeerFingerprints { get; init; }

    /// <summary>Where the handshake runs.</summary>
    public required IDtlsHandshakeExecutor Executor { get; init; }

    /// <summary>
    /// Called when the handshake has output or is done: the owner then calls <see cref="DtlsSession.HandleTimeout"/> and
    /// drains. Called on the handshake's thread, so it only rings a bell; it must not call the session and must not throw.
    /// </summary>
    public Action? Wake { get; init; }

    /// <summary>SRTP profiles, best first. A server takes the first of these that its client offers too.</summary>
    public IReadOnlyList<DtlsSrtpProfile> SrtpProfiles { get; init; } = DefaultSrtpProfiles;

    /// <summary>
    /// With true, the owner's verbs return only when the handshake thread has gone as far as it can, so that a handshake
    /// on a virtual clock runs the same each time; <see cref="Wake"/> is then not needed. It wants an executor that has a
    /// thread for each session at once. A server leaves it false: its loop would wait for milliseconds of cryptography.
    /// </summary>
    public bool HandshakeInLockstep { get; init; }

    /// <summary>The longest handshake datagram to send; 1200 bytes pass through every tunnel. Tests make it smaller.</summary>
    public int MaxHandshakeDatagram { get; init; } = DtlsSession.MaxHandshakeDatagram;

    /// <summary>Padding (RFC 7685) of a client's hello in bytes, to make it as long as a browser's (1.4 kB); 0 for none.</summary>
    public int ClientHelloPadding { get; init; }

    /// <summary>False for a client that shows no certificate; for tests.</summary>
    public bool ShowsCertificate { get; init; } = true;
}
