using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto;

namespace RtcVoice.Rtc.Dtls.Crypto;

/// <summary>Our certificate and its key, as BouncyCastle asks for them.</summary>
internal sealed class CertificateCredentials : TlsCredentialedSigner
{
    private static readonly SignatureAndHashAlgorithm Sha256WithEcdsa =
        SignatureAndHashAlgorithm.GetInstance(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa);

    private readonly DtlsCertificate _certificate;

    public CertificateCredentials(DtlsCertificate certificate, SessionCrypto crypto)
    {
        _certificate = certificate;
        Certificate = new Certificate([crypto.CreateCertificate(CertificateType.X509, certificate.Der.ToArray())]);
    }

    public Certificate Certificate { get; }

    public SignatureAndHashAlgorithm SignatureAndHashAlgorithm => Sha256WithEcdsa;

    public byte[] GenerateRawSignature(byte[] hash) => _certificate.SignHash(hash);

    public TlsStreamSigner? GetStreamSigner() => null;
}
