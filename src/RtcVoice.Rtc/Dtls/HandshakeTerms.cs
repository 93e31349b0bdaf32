using Org.BouncyCastle.Tls;
using RtcVoice.Rtc.Dtls.Crypto;

namespace RtcVoice.Rtc.Dtls;

/// <summary>
/// What both roles hold a peer to (RFC 8827 section 6.5, RFC 5763, RFC 5764): DTLS 1.2, two AEAD suites, extended master
/// secret, a certificate that signalling announced, one SRTP profile. Lives on the handshake's thread.
/// </summary>
internal sealed class HandshakeTerms
{
    /// <summary>The suite that WebRTC makes mandatory first; ChaCha20 for a peer that has no AES in hardware.</summary>
    public static readonly int[] CipherSuites =
    [
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    ];

    /// <summary>
    /// P-256, for the key agreement as for the certificate: everybody must have it (RFC 8827 section 6.5), the platform
    /// is fast at it, and a peer without it could not take our certificate (RFC 8422 section 5.3).
    /// </summary>
    public static readonly int[] Groups = [NamedGroup.secp256r1];

    /// <summary>The longest handshake message to reassemble; a certificate of 16 kB is already absurd.</summary>
    public const int MaxHandshakeMessage = 16 * 1024;

    /// <summary>
    /// What BouncyCastle is told for its own timers: no overall timeout, and waits that are over at once. The owner of
    /// the session times the handshake, on its clock.
    /// </summary>
    public const int NoTime = 0;

    /// <summary>Browsers make ECDSA P-256 certificates, and RSA ones where the page asks for it (W3C webrtc-pc 4.9).</summary>
    private static readonly SignatureAndHashAlgorithm[] SignatureAlgorithms =
    [
        SignatureAndHashAlgorithm.GetInstance(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa),
        SignatureAndHashAlgorithm.GetInstance(HashAlgorithm.sha384, SignatureAlgorithm.ecdsa),
        SignatureAndHashAlgorithm.rsa_pss_rsae_sha256,
        SignatureAndHashAlgorithm.GetInstance(HashAlgorithm.sha256, SignatureAlgorithm.rsa),
    ];

    private readonly DtlsSessionOptions _options;

    public HandshakeTerms(DtlsSessionOptions options, HandshakeLink link)
    {
        _options = options;
        Crypto = new SessionCrypto(options.Role == DtlsRole.Server ? link.AwaitFinished : static () => { });
    }

    public SessionCrypto Crypto { get; }

    public IReadOnlyList<DtlsSrtpProfile> SrtpProfiles => _options.SrtpProfiles;

    /// <summary>Why we refused the peer, when it was us.</summary>
    public DtlsFailure Failure { get; private set; }

    public DtlsKeyingMaterial? Keys { get; private set; }

    public int MinProtectedLength { get; private set; }

    /// <summary>Set when the SRTP profile is agreed on.</summary>
    public DtlsSrtpProfile? SrtpProfile { get; private set; }

    public static IList<SignatureAndHashAlgorithm> AcceptedSignatures() => [.. SignatureAlgorithms];

    public TlsCredentialedSigner? Credentials() =>
        _options.ShowsCertificate ? new CertificateCredentials(_options.Certificate, Crypto) : null;

    /// <summary>Agrees on the first profile of the chooser's list that the other list holds too.</summary>
    public DtlsSrtpProfile AgreeOnProfile(UseSrtpData? peer)
    {
        if (peer is null)
        {
            throw Refuse(DtlsFailure.NoUseSrtp, AlertDescription.handshake_failure);
        }

        foreach (DtlsSrtpProfile profile in _options.SrtpProfiles)
        {
            if (peer.ProtectionProfiles.Contains((int)profile))
            {
                SrtpProfile = profile;
                return profile;
            }
        }

        throw Refuse(DtlsFailure.NoCommonSrtpProfile, AlertDescription.handshake_failure);
    }

    /// <summary>Admits a peer whose leaf certificate signalling announced. The handshake proves that it has the key.</summary>
    public void AdmitPeer(Certificate chain)
    {
        if (chain is null || chain.IsEmpty)
        {
            throw Refuse(DtlsFailure.NoPeerCertificate, AlertDescription.handshake_failure);
        }

        byte[] leaf = chain.GetCertificateAt(0).GetEncoded();
        if (!DtlsFingerprint.AnyMatches(_options.PeerFingerprints, leaf))
        {
            throw Refuse(DtlsFailure.FingerprintMismatch, AlertDescription.bad_certificate);
        }
    }

    /// <summary>Exports the SRTP keys; only possible at the very end of the handshake.</summary>
    public void Complete(TlsContext context)
    {
        DtlsSrtpProfile profile = SrtpProfile ?? throw Refuse(DtlsFailure.NoUseSrtp, AlertDescription.handshake_failure);
        byte[] bytes = context.ExportKeyingMaterial(ExporterLabel.dtls_srtp, null, DtlsKeyingMaterial.LengthFor(profile));
        Keys = new DtlsKeyingMaterial(profile, bytes);
        MinProtectedLength = context.SecurityParameters.CipherSuite == CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256
            ? DtlsRecordGuard.MinChaChaLength
            : DtlsRecordGuard.MinGcmLength;
    }

    public TlsFatalAlert Refuse(DtlsFailure failure, short alert)
    {
        Failure = failure;
        return new TlsFatalAlert(alert);
    }
}
