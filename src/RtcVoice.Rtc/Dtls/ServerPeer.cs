using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto;

namespace RtcVoice.Rtc.Dtls;

/// <summary>The server's side of <see cref="HandshakeTerms"/>. No cookie exchange: ICE has proven the client's address.</summary>
internal sealed class ServerPeer : DefaultTlsServer
{
    private readonly HandshakeTerms _terms;

    public ServerPeer(HandshakeTerms terms)
        : base(terms.Crypto)
    {
        _terms = terms;
    }

    public override bool RequiresExtendedMasterSecret() => true;

    public override int GetHandshakeTimeoutMillis() => HandshakeTerms.NoTime;

    public override int GetHandshakeResendTimeMillis() => HandshakeTerms.NoTime;

    public override int GetMaxHandshakeMessageSize() => HandshakeTerms.MaxHandshakeMessage;

    // A certificate known by its fingerprint needs no signature that we like.
    public override bool ShouldCheckSigAlgOfPeerCerts() => false;

    public override int[] GetSupportedGroups() => HandshakeTerms.Groups;

    public override void ProcessClientExtensions(IDictionary<int, byte[]> clientExtensions)
    {
        // RFC 6066 section 4 would let a client cut our records to 512 bytes; no browser does.
        clientExtensions?.Remove(ExtensionType.max_fragment_length);
        base.ProcessClientExtensions(clientExtensions);
        _terms.AgreeOnProfile(clientExtensions is null ? null : TlsSrtpUtilities.GetUseSrtpExtension(clientExtensions));
    }

    public override IDictionary<int, byte[]> GetServerExtensions()
    {
        IDictionary<int, byte[]> extensions = base.GetServerExtensions();

        // RFC 5764 section 4.1.1: exactly one profile, and an empty MKI whatever the client's was.
        TlsSrtpUtilities.AddUseSrtpExtension(extensions, new UseSrtpData([(int)_terms.SrtpProfile!.Value], []));
        return extensions;
    }

    public override TlsECConfig GetECDHConfig()
    {
        // RFC 8422 section 5.1: a client that names no groups leaves the choice to us.
        int[]? offered = m_context.SecurityParameters.ClientSupportedGroups;
        return offered is null || offered.Contains(NamedGroup.secp256r1)
            ? TlsEccUtilities.CreateNamedECConfig(m_context, NamedGroup.secp256r1)
            : throw new TlsFatalAlert(AlertDescription.handshake_failure);
    }

    public override TlsCredentials? GetCredentials() => _terms.Credentials();

    // Without the request the client would show no certificate, and nobody would know who it is.
    public override CertificateRequest GetCertificateRequest() =>
        new([ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign], HandshakeTerms.AcceptedSignatures(), null);

    public override void NotifyClientCertificate(Certificate clientCertificate) => _terms.AdmitPeer(clientCertificate);

    public override void NotifyHandshakeComplete()
    {
        base.NotifyHandshakeComplete();
        _terms.Complete(m_context);
    }

    protected override ProtocolVersion[] GetSupportedVersions() => ProtocolVersion.DTLSv12.Only();

    protected override int[] GetSupportedCipherSuites() => HandshakeTerms.CipherSuites;

    protected override bool PreferLocalCipherSuites() => true;

    protected override bool AllowCertificateStatus() => false;
}
