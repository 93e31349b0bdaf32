using Org.BouncyCastle.Tls;

namespace RtcVoice.Rtc.Dtls;

/// <summary>The client's side of <see cref="HandshakeTerms"/>.</summary>
internal sealed class ClientPeer : DefaultTlsClient, TlsAuthentication
{
    private readonly HandshakeTerms _terms;
    private readonly HandshakeLink _link;
    private readonly int _helloPadding;

    public ClientPeer(HandshakeTerms terms, HandshakeLink link, int helloPadding)
        : base(terms.Crypto)
    {
        _terms = terms;
        _link = link;
        _helloPadding = helloPadding;
    }

    public override bool RequiresExtendedMasterSecret() => true;

    public override int GetHandshakeTimeoutMillis() => HandshakeTerms.NoTime;

    public override int GetHandshakeResendTimeMillis() => HandshakeTerms.NoTime;

    public override int GetMaxHandshakeMessageSize() => HandshakeTerms.MaxHandshakeMessage;

    public override bool ShouldCheckSigAlgOfPeerCerts() => false;

    public override TlsAuthentication GetAuthentication() => this;

    public void NotifyServerCertificate(TlsServerCertificate serverCertificate) =>
        _terms.AdmitPeer(serverCertificate.Certificate);

    public TlsCredentials? GetClientCredentials(CertificateRequest certificateRequest)
    {
        // Asked for when server_hello_done has been read: the server's only other message is its Finished.
        _link.AwaitFinished();
        return _terms.Credentials();
    }

    public override IDictionary<int, byte[]> GetClientExtensions()
    {
        IDictionary<int, byte[]> extensions = base.GetClientExtensions();
        if (_terms.SrtpProfiles.Count > 0)
        {
            int[] profiles = [.. _terms.SrtpProfiles.Select(profile => (int)profile)];
            TlsSrtpUtilities.AddUseSrtpExtension(extensions, new UseSrtpData(profiles, []));
        }

        if (_helloPadding > 0)
        {
            extensions[ExtensionType.padding] = new byte[_helloPadding];
        }

        return extensions;
    }

    public override void ProcessServerExtensions(IDictionary<int, byte[]> serverExtensions)
    {
        base.ProcessServerExtensions(serverExtensions);
        _terms.AgreeOnProfile(serverExtensions is null ? null : TlsSrtpUtilities.GetUseSrtpExtension(serverExtensions));
    }

    public override void NotifyHandshakeComplete()
    {
        base.NotifyHandshakeComplete();
        _terms.Complete(m_context);
    }

    protected override ProtocolVersion[] GetSupportedVersions() => ProtocolVersion.DTLSv12.Only();

    protected override int[] GetSupportedCipherSuites() => HandshakeTerms.CipherSuites;

    protected override IList<int> GetSupportedGroups(IList<int> namedGroupRoles) => [.. HandshakeTerms.Groups];

    protected override IList<SignatureAndHashAlgorithm> GetSupportedSignatureAlgorithms() => HandshakeTerms.AcceptedSignatures();

    protected override CertificateStatusRequest? GetCertificateStatusRequest() => null;
}
