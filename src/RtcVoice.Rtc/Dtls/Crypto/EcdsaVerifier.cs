using System.Security.Cryptography;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto;

namespace RtcVoice.Rtc.Dtls.Crypto;

/// <summary>Checks one ECDSA signature by the platform, then lets go of the key.</summary>
internal sealed class EcdsaVerifier : TlsVerifier
{
    private readonly ECDsa _key;

    public EcdsaVerifier(ECDsa key) => _key = key;

    public TlsStreamVerifier? GetStreamVerifier(DigitallySigned digitallySigned) => null;

    public bool VerifyRawSignature(DigitallySigned digitallySigned, byte[] hash)
    {
        using (_key)
        {
            return digitallySigned.Algorithm.Signature == SignatureAlgorithm.ecdsa
                && _key.VerifyHash(hash, digitallySigned.Signature, DSASignatureFormat.Rfc3279DerSequence);
        }
    }
}
