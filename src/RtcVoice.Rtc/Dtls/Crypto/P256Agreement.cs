using System.Security.Cryptography;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto;

namespace RtcVoice.Rtc.Dtls.Crypto;

/// <summary>One ephemeral Diffie-Hellman on P-256, by the platform: a tenth of what it costs in managed code.</summary>
internal sealed class P256Agreement : TlsAgreement
{
    private const int FieldSize = 32;
    private const int PointSize = 1 + (2 * FieldSize);
    private const byte Uncompressed = 4;

    private readonly SessionCrypto _crypto;
    private ECDiffieHellman? _local;
    private byte[] _shared = [];

    public P256Agreement(SessionCrypto crypto) => _crypto = crypto;

    public byte[] GenerateEphemeral()
    {
        _local = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        ECPoint point = _local.ExportParameters(includePrivateParameters: false).Q;
        byte[] encoding = new byte[PointSize];
        encoding[0] = Uncompressed;
        point.X!.CopyTo(encoding, 1);
        point.Y!.CopyTo(encoding, 1 + FieldSize);
        return encoding;
    }

    /// <summary>Takes the peer's point. Importing it checks that it lies on the curve.</summary>
    public void ReceivePeerValue(byte[] peerValue)
    {
        if (_local is null || peerValue.Length != PointSize || peerValue[0] != Uncompressed)
        {
            throw new TlsFatalAlert(AlertDescription.illegal_parameter);
        }

        try
        {
            using ECDiffieHellman peer = ECDiffieHellman.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = peerValue[1..(1 + FieldSize)], Y = peerValue[(1 + FieldSize)..] },
            });
            using ECDiffieHellmanPublicKey publicKey = peer.PublicKey;
            _shared = _local.DeriveRawSecretAgreement(publicKey);
        }
        catch (CryptographicException refused)
        {
            throw new TlsFatalAlert(AlertDescription.illegal_parameter, refused);
        }
        finally
        {
            _local.Dispose();
            _local = null;
        }
    }

    public TlsSecret CalculateSecret()
    {
        try
        {
            return _crypto.CreateSecret(_shared);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(_shared);
        }
    }
}
