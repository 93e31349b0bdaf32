using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RtcVoice.Rtc.Dtls;

/// <summary>
/// A self-signed ECDSA P-256 certificate with its key (RFC 8827 section 6.5 asks for this kind). One serves all calls
/// of a process, on both sides of a handshake and from any thread; making a new one now and then is the caller's.
/// Nobody checks its dates or its name: peers know it by its fingerprint alone.
/// </summary>
public sealed class DtlsCertificate : IDisposable
{
    private const int ValidDays = 30;

    private readonly ECDsa _key;
    private readonly Lock _signing = new();

    private DtlsCertificate(ECDsa key, byte[] der)
    {
        _key = key;
        Der = der;
        Fingerprint = DtlsFingerprint.Of(der);
    }

    /// <summary>The SHA-256 fingerprint that the SDP announces.</summary>
    public DtlsFingerprint Fingerprint { get; }

    /// <summary>The certificate, DER; about 290 bytes.</summary>
    public ReadOnlyMemory<byte> Der { get; }

    /// <summary>Makes a key and its certificate; about a millisecond once the code is warm.</summary>
    /// <param name="now">The certificate is valid from a day before, for clocks that differ, to 30 days after.</param>
    public static DtlsCertificate Create(DateTimeOffset now)
    {
        ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        try
        {
            CertificateRequest request = new("CN=RtcVoice", key, HashAlgorithmName.SHA256);
            using X509Certificate2 certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(ValidDays));
            return new DtlsCertificate(key, certificate.RawData);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>Frees the key. Handshakes that still run with it fail.</summary>
    public void Dispose() => _key.Dispose();

    /// <summary>Signs a hash; the DER form that TLS carries. Handshake threads share the key, and .NET does not promise that they may.</summary>
    internal byte[] SignHash(ReadOnlySpan<byte> hash)
    {
        lock (_signing)
        {
            byte[] signature = new byte[_key.GetMaxSignatureSize(DSASignatureFormat.Rfc3279DerSequence)];
            int length = _key.SignHash(hash, signature, DSASignatureFormat.Rfc3279DerSequence);
            return signature[..length];
        }
    }
}
