using Org.BouncyCastle.Tls.Crypto;

namespace RtcVoice.Rtc.Dtls.Crypto;

/// <summary>Makes key agreements on P-256, the curve that every WebRTC endpoint must have (RFC 8827 section 6.5).</summary>
internal sealed class P256Domain : TlsECDomain
{
    private readonly SessionCrypto _crypto;

    public P256Domain(SessionCrypto crypto) => _crypto = crypto;

    public TlsAgreement CreateECDH() => _crypto.CreateAgreement();
}
