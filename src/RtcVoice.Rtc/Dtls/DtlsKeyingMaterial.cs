using System.Security.Cryptography;

namespace RtcVoice.Rtc.Dtls;

/// <summary>
/// The SRTP keys of a call, exported from the handshake under EXTRACTOR-dtls_srtp (RFC 5764 section 4.2). The owner
/// disposes it as soon as its SRTP contexts stand; that zeroes the bytes.
/// </summary>
internal sealed class DtlsKeyingMaterial : IDisposable
{
    private readonly byte[] _bytes;

    // client_write_SRTP_master_key | server_write_SRTP_master_key | client_write_SRTP_master_salt | server_write_SRTP_master_salt
    public DtlsKeyingMaterial(DtlsSrtpProfile profile, byte[] bytes)
    {
        if (bytes.Length != LengthFor(profile))
        {
            throw new ArgumentException("Keying material is two keys and two salts of its profile.", nameof(bytes));
        }

        Profile = profile;
        _bytes = bytes;
    }

    /// <summary>The profile that both sides agreed on.</summary>
    public DtlsSrtpProfile Profile { get; }

    /// <summary>All of it: 56 bytes for AEAD_AES_128_GCM, 60 for AES128_CM_SHA1_80.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Bytes to export for a profile: two 16-byte keys, and two salts of 12 (RFC 7714) or 14 bytes (RFC 3711).</summary>
    public static int LengthFor(DtlsSrtpProfile profile) => profile == DtlsSrtpProfile.AeadAes128Gcm ? 56 : 60;

    /// <summary>Zeroes the keys.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(_bytes);
}
