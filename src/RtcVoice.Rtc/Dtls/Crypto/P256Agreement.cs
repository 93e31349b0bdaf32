using System.Security.Cryptography;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto;

namespace RtcVoice.Rtc.Dtls.Crypto;

/// <summary>One ephemeral Diffie-Hellman on P-256, by the platform: a tenth of what it costs in managed code.</summary>
internal sealed class P256Agreement : TlsAgreement, IDisposable
{
    private const int FieldSize = 32;
    private const int PointSize = 1 + (2 * FieldSize);
    private const byte Uncompressed = 4;

    private readonly SessionCrypto _crypto;
    private ECDiffieHellman? _local;
    private ECDiffieHellman? _peer;

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

    /// <summary>Takes the peer's point; a client before it makes its own. Importing it checks that it lies on the curve.</summary>
    public void ReceivePeerValue(byte[] peerValue)
    {
        if (peerValue.Length != PointSize || peerValue[0] != Uncompressed)
        {
            throw new TlsFatalAlert(AlertDescription.illegal_parameter);
        }

        try
        {
            _peer = ECDiffieHellman.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = peerValue[1..(1 + FieldSize)], Y = peerValue[(1 + FieldSize)..] },
            });
        }
        catch (CryptographicException refused)
        {
            throw new TlsFatalAlert(AlertDescription.illegal_parameter, refused);
        }
    }

    public TlsSecret CalculateSecret()
    {
        if (_local is null || _peer is null)
        {
            throw new TlsFatalAlert(AlertDescription.internal_error);
        }

        using ECDiffieHellmanPublicKey publicKey = _peer.PublicKey;
        byte[] shared = _local.DeriveRawSecretAgreement(publicKey);
        try
        {
            return _crypto.CreateSecret(shared);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(shared);
        }
    }

    public void Dispose()
    {
        _local?.Dispose();
        _peer?.Dispose();
    }
}
