using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace RtcVoice.Rtc.Sdp;

/// <summary>The hash of the certificate that a side will show in the DTLS handshake (RFC 8122 section 5).</summary>
/// <param name="Algorithm">sha-256, sha-384 or sha-512; older functions are not trusted.</param>
/// <param name="Hash">The hash, as long as the function's.</param>
internal sealed record CertificateFingerprint(string Algorithm, ImmutableArray<byte> Hash)
{
    /// <summary>The function that every browser uses and that we answer with.</summary>
    public const string Sha256 = "sha-256";

    /// <summary>Reads what follows <c>a=fingerprint:</c>; false for other hash functions too.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out CertificateFingerprint fingerprint)
    {
        fingerprint = new CertificateFingerprint(Sha256, []);
        string algorithm = SdpText.NextWord(ref text).ToString().ToLowerInvariant();
        text = text.Trim(' ');
        int length = HashLength(algorithm);
        if (length == 0 || text.Length != (length * 3) - 1)
        {
            return false;
        }

        byte[] hash = new byte[length];
        for (int i = 0; i < length; i++)
        {
            ReadOnlySpan<char> octet = text[(i * 3)..];
            if (!char.IsAsciiHexDigit(octet[0]) || !char.IsAsciiHexDigit(octet[1]) || (octet.Length > 2 && octet[2] != ':'))
            {
                return false;
            }

            hash[i] = byte.Parse(octet[..2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        }

        fingerprint = new CertificateFingerprint(algorithm, ImmutableCollectionsMarshal.AsImmutableArray(hash));
        return true;
    }

    /// <summary>
    /// True when the certificate is one of those announced. Only the fingerprints of the strongest function count
    /// (RFC 8122 section 5.1), and they are compared in fixed time.
    /// </summary>
    public static bool AnyMatches(ImmutableArray<CertificateFingerprint> announced, ReadOnlySpan<byte> certificate)
    {
        int strongest = 0;
        foreach (CertificateFingerprint fingerprint in announced)
        {
            strongest = Math.Max(strongest, fingerprint.Hash.Length);
        }

        bool matches = false;
        foreach (CertificateFingerprint fingerprint in announced)
        {
            matches |= fingerprint.Hash.Length == strongest && fingerprint.Matches(certificate);
        }

        return matches;
    }

    /// <summary>True when this is the hash of the certificate (DER).</summary>
    public bool Matches(ReadOnlySpan<byte> certificate)
    {
        Span<byte> hash = stackalloc byte[SHA512.HashSizeInBytes];
        int length = Algorithm switch
        {
            Sha256 => SHA256.HashData(certificate, hash),
            "sha-384" => SHA384.HashData(certificate, hash),
            "sha-512" => SHA512.HashData(certificate, hash),
            _ => 0,
        };
        return length > 0 && CryptographicOperations.FixedTimeEquals(hash[..length], Hash.AsSpan());
    }

    /// <inheritdoc />
    public bool Equals(CertificateFingerprint? other) =>
        other is not null && Algorithm == other.Algorithm && Hash.AsSpan().SequenceEqual(other.Hash.AsSpan());

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Algorithm, Hash.Length, Hash.IsDefaultOrEmpty ? 0 : Hash[0]);

    /// <summary>The value of the attribute.</summary>
    public override string ToString() => $"{Algorithm} {BitConverter.ToString([.. Hash]).Replace('-', ':')}";

    private static int HashLength(string algorithm) => algorithm switch
    {
        Sha256 => SHA256.HashSizeInBytes,
        "sha-384" => SHA384.HashSizeInBytes,
        "sha-512" => SHA512.HashSizeInBytes,
        _ => 0,
    };
}
