using System.Collections.Immutable;
using System.Security.Cryptography;

namespace RtcVoice.Rtc.Dtls;

/// <summary>
/// The hash of a certificate by which a side of a call is known: signalling carries it, the handshake proves it
/// (RFC 8122 section 5). Holds what signalling said; reading the attribute's text belongs to SDP.
/// </summary>
public sealed class DtlsFingerprint
{
    /// <summary>The hash function that every browser uses.</summary>
    public const string Sha256 = "sha-256";

    private const string Sha384 = "sha-384";
    private const string Sha512 = "sha-512";

    /// <summary>A fingerprint as signalled.</summary>
    /// <param name="algorithm">The hash function in the attribute's words, in any case: <c>sha-256</c>, <c>sha-384</c> or <c>sha-512</c>. One of another function never matches.</param>
    /// <param name="hash">The hash; one of the wrong length never matches.</param>
    public DtlsFingerprint(string algorithm, ImmutableArray<byte> hash)
    {
        ArgumentNullException.ThrowIfNull(algorithm);
        Algorithm = algorithm;
        Hash = hash.IsDefault ? [] : hash;
    }

    /// <summary>The hash function, as signalled.</summary>
    public string Algorithm { get; }

    /// <summary>The hash; 32, 48 or 64 bytes.</summary>
    public ImmutableArray<byte> Hash { get; }

    /// <summary>The SHA-256 fingerprint of a certificate.</summary>
    /// <param name="certificate">The certificate, DER.</param>
    public static DtlsFingerprint Of(ReadOnlySpan<byte> certificate) =>
        new(Sha256, ImmutableArray.Create(SHA256.HashData(certificate)));

    /// <summary>
    /// True when the certificate is one of those announced. Only the fingerprints of the strongest function count
    /// (RFC 8122 section 5.1): a weaker one must not open a door that a stronger one closes.
    /// </summary>
    /// <param name="announced">The fingerprints of the offer or answer; with none nothing matches.</param>
    /// <param name="certificate">The certificate, DER, exactly as it came over the wire.</param>
    public static bool AnyMatches(IReadOnlyList<DtlsFingerprint> announced, ReadOnlySpan<byte> certificate)
    {
        ArgumentNullException.ThrowIfNull(announced);
        int strongest = announced.Count == 0 ? 0 : announced.Max(f => f.Hash.IsDefault ? 0 : f.Hash.Length);
        bool matches = false;
        foreach (DtlsFingerprint fingerprint in announced)
        {
            matches |= !fingerprint.Hash.IsDefault && fingerprint.Hash.Length == strongest && fingerprint.Matches(certificate);
        }

        return matches;
    }

    /// <summary>True when this is the hash of the certificate; compared in fixed time. Older functions (sha-1) never match.</summary>
    /// <param name="certificate">The certificate, DER, exactly as it came over the wire.</param>
    public bool Matches(ReadOnlySpan<byte> certificate)
    {
        Span<byte> hash = stackalloc byte[SHA512.HashSizeInBytes];
        int length = 0;
        if (Algorithm.Equals(Sha256, StringComparison.OrdinalIgnoreCase))
        {
            length = SHA256.HashData(certificate, hash);
        }
        else if (Algorithm.Equals(Sha384, StringComparison.OrdinalIgnoreCase))
        {
            length = SHA384.HashData(certificate, hash);
        }
        else if (Algorithm.Equals(Sha512, StringComparison.OrdinalIgnoreCase))
        {
            length = SHA512.HashData(certificate, hash);
        }

        return length > 0 && CryptographicOperations.FixedTimeEquals(hash[..length], Hash.AsSpan());
    }

    /// <summary>The value of <c>a=fingerprint</c>, for example <c>sha-256 0A:1B:...</c>.</summary>
    public override string ToString() => $"{Algorithm} {BitConverter.ToString([.. Hash]).Replace('-', ':')}";
}
