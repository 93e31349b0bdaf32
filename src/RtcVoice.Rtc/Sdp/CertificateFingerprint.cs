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
