using System.Security.Cryptography;

namespace RtcVoice.Rtc.Srtp;

/// <summary>
/// The session keys that one direction's RTP or RTCP is protected with, derived from its master key by the AES-CM
/// pseudo-random function with a key derivation rate of 0 (RFC 3711, 4.3; RFC 7714, 11). Pinned, and zeroed on dispose;
/// a cipher copies what it needs when it is made.
/// </summary>
internal sealed class SrtpSessionKeys : IDisposable
{
    /// <summary>Bytes of the HMAC-SHA1 key (RFC 3711, 8.2).</summary>
    public const int AuthenticationKeyLength = 20;

    private const int AuthenticationKeyStart = SrtpProfileLengths.Key;
    private const int SaltStart = AuthenticationKeyStart + AuthenticationKeyLength;

    private readonly byte[] _bytes;

    /// <summary>Copies session keys that are known already. Authentication keys are read by the CM profile only.</summary>
    public SrtpSessionKeys(SrtpProfile profile, ReadOnlySpan<byte> key, ReadOnlySpan<byte> authenticationKey, ReadOnlySpan<byte> salt)
        : this(profile)
    {
        key.CopyTo(_bytes.AsSpan(0, SrtpProfileLengths.Key));
        authenticationKey.CopyTo(_bytes.AsSpan(AuthenticationKeyStart, AuthenticationKeyLength));
        salt.CopyTo(_bytes.AsSpan(SaltStart, profile.SaltLength()));
    }

    private SrtpSessionKeys(SrtpProfile profile)
    {
        Profile = profile;
        _bytes = GC.AllocateArray<byte>(SaltStart + profile.SaltLength(), pinned: true);
    }

    /// <summary>The profile that the keys are for.</summary>
    public SrtpProfile Profile { get; }

    /// <summary>The encryption key.</summary>
    public ReadOnlySpan<byte> Key => _bytes.AsSpan(0, SrtpProfileLengths.Key);

    /// <summary>The authentication key; unused by AEAD profiles.</summary>
    public ReadOnlySpan<byte> AuthenticationKey => _bytes.AsSpan(AuthenticationKeyStart, AuthenticationKeyLength);

    /// <summary>The salt.</summary>
    public ReadOnlySpan<byte> Salt => _bytes.AsSpan(SaltStart);

    /// <summary>Derives the keys of one packet kind.</summary>
    public static SrtpSessionKeys Derive(SrtpMasterKey master, SrtpPacketKind kind)
    {
        // Labels 0 to 2 are RTP's, 3 to 5 RTCP's (RFC 3711, 4.3.2).
        byte firstLabel = kind == SrtpPacketKind.Rtp ? (byte)0 : (byte)3;
        var keys = new SrtpSessionKeys(master.Profile);
        DeriveKey(master, firstLabel, keys._bytes.AsSpan(0, SrtpProfileLengths.Key));
        DeriveKey(master, (byte)(firstLabel + 1), keys._bytes.AsSpan(AuthenticationKeyStart, AuthenticationKeyLength));
        DeriveKey(master, (byte)(firstLabel + 2), keys._bytes.AsSpan(SaltStart));
        return keys;
    }

    /// <summary>
    /// Fills a key with the AES-CM keystream for one label. The input block is the master salt, filled up with zeros to 14
    /// bytes (RFC 7714, 11), with the label XORed into its byte 7, then a 16-bit block counter.
    /// </summary>
    public static void DeriveKey(SrtpMasterKey master, byte label, Span<byte> key)
    {
        const int BlockLength = 16;
        const int LabelPosition = 7;
        Span<byte> block = stackalloc byte[BlockLength];
        Span<byte> keystream = stackalloc byte[BlockLength];
        block.Clear();
        master.Salt.CopyTo(block);
        block[LabelPosition] ^= label;

        using var aes = Aes.Create();
        aes.SetKey(master.Key);
        for (ushort counter = 0; !key.IsEmpty; counter++)
        {
            block[^2] = (byte)(counter >> 8);
            block[^1] = (byte)counter;
            aes.EncryptEcb(block, keystream, PaddingMode.None);
            int length = Math.Min(key.Length, BlockLength);
            keystream[..length].CopyTo(key);
            key = key[length..];
        }

        CryptographicOperations.ZeroMemory(keystream);
    }

    /// <summary>Zeroes all keys.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(_bytes);
}
