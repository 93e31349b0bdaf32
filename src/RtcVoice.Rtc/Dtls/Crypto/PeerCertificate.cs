using System.Security.Cryptography;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto;
using Org.BouncyCastle.Tls.Crypto.Impl.BC;

namespace RtcVoice.Rtc.Dtls.Crypto;

/// <summary>
/// A certificate off the wire: keeps the very bytes that came, because they are what a fingerprint hashes, and checks
/// P-256 signatures by the platform.
/// </summary>
internal sealed class PeerCertificate : BcTlsCertificate
{
    private readonly SessionCrypto _session;
    private readonly byte[] _encoding;

    public PeerCertificate(SessionCrypto crypto, byte[] encoding)
        : base(crypto, encoding)
    {
        _session = crypto;
        _encoding = encoding;
    }

    public override byte[] GetEncoded() => (byte[])_encoding.Clone();

    public override TlsVerifier CreateVerifier(short signatureAlgorithm)
    {
        _session.PeerSigns();
        TlsVerifier managed = base.CreateVerifier(signatureAlgorithm);
        return signatureAlgorithm == SignatureAlgorithm.ecdsa && TryImportKey() is { } key ? new EcdsaVerifier(key) : managed;
    }

    private ECDsa? TryImportKey()
    {
        ECDsa key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(SubjectPublicKeyInfo.GetDerEncoded(), out _);
            return key;
        }
        catch (Exception refused) when (refused is CryptographicException or PlatformNotSupportedException)
        {
            // A curve that the platform has no name for: the managed code may know it.
            key.Dispose();
            return null;
        }
    }
}
