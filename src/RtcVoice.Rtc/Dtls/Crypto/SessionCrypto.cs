using Org.BouncyCastle.Crypto.Prng;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto;
using Org.BouncyCastle.Tls.Crypto.Impl;
using Org.BouncyCastle.Tls.Crypto.Impl.BC;

namespace RtcVoice.Rtc.Dtls.Crypto;

/// <summary>
/// The cryptography of one session: BouncyCastle's, with the platform's P-256, ECDSA and AEADs in place of the managed
/// ones. They are what a handshake and a record cost, and their keys can be freed.
/// </summary>
internal sealed class SessionCrypto : BcTlsCrypto
{
    // Straight from the operating system: no generator of ours to seed, and safe from every thread.
    private static readonly SecureRandom SystemRandom = new(new CryptoApiRandomGenerator());

    private readonly List<PlatformAead> _ciphers = [];
    private readonly List<TlsSecret> _secrets = [];
    private readonly List<P256Agreement> _agreements = [];

    private readonly Action _peerSigns;

    /// <param name="peerSigns">
    /// Called on the handshake's thread when the peer's signature is about to be checked. For a server that is
    /// certificate_verify, the last message in the clear.
    /// </param>
    public SessionCrypto(Action peerSigns)
        : base(SystemRandom)
    {
        _peerSigns = peerSigns;
    }

    /// <summary>Tells that the peer's signature is in hand.</summary>
    public void PeerSigns() => _peerSigns();

    public override TlsCertificate CreateCertificate(short type, byte[] encoding) =>
        type == CertificateType.X509
            ? new PeerCertificate(this, encoding)
            : throw new TlsFatalAlert(AlertDescription.unsupported_certificate);

    public override TlsECDomain CreateECDomain(TlsECConfig ecConfig) =>
        ecConfig.NamedGroup == NamedGroup.secp256r1 ? new P256Domain(this) : base.CreateECDomain(ecConfig);

    public override TlsSecret CreateSecret(byte[] data) => Track(base.CreateSecret(data));

    public override TlsSecret AdoptSecret(TlsSecret secret) => Track(base.AdoptSecret(secret));

    /// <summary>Begins a key agreement on P-256; it is freed with the secrets.</summary>
    public P256Agreement CreateAgreement()
    {
        P256Agreement agreement = new(this);
        _agreements.Add(agreement);
        return agreement;
    }

    /// <summary>
    /// Zeroes the secrets that outlive a handshake in BouncyCastle: the session parameters keep a copy of the master
    /// secret for a resumption that we never do.
    /// </summary>
    public void DestroySecrets()
    {
        foreach (TlsSecret secret in _secrets)
        {
            secret.Destroy();
        }

        _secrets.Clear();
        foreach (P256Agreement agreement in _agreements)
        {
            agreement.Dispose();
        }

        _agreements.Clear();
    }

    /// <summary>Frees the record keys; records can neither be read nor written after it.</summary>
    public void DestroyKeys()
    {
        foreach (PlatformAead cipher in _ciphers)
        {
            cipher.Dispose();
        }

        _ciphers.Clear();
    }

    protected override TlsAeadCipher CreateCipher_Aes_Gcm(TlsCryptoParameters cryptoParams, int cipherKeySize, int macSize) =>
        new(cryptoParams, Track(PlatformAead.AesGcm(true)), Track(PlatformAead.AesGcm(false)), cipherKeySize, macSize, TlsAeadCipher.AEAD_GCM);

    protected override TlsCipher CreateChaCha20Poly1305(TlsCryptoParameters cryptoParams)
    {
        const int KeySize = 32;
        return new TlsAeadCipher(
            cryptoParams,
            Track(PlatformAead.ChaCha20Poly1305(true)),
            Track(PlatformAead.ChaCha20Poly1305(false)),
            KeySize,
            PlatformAead.TagSize,
            TlsAeadCipher.AEAD_CHACHA20_POLY1305);
    }

    private PlatformAead Track(PlatformAead cipher)
    {
        _ciphers.Add(cipher);
        return cipher;
    }

    private TlsSecret Track(TlsSecret secret)
    {
        _secrets.Add(secret);
        return secret;
    }
}
