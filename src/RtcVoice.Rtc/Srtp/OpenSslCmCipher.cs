using System.Buffers.Binary;
using System.Security.Cryptography;

namespace RtcVoice.Rtc.Srtp;

/// <summary>
/// AES_CM_128_HMAC_SHA1_80 (RFC 3711) by libcrypto: a keyed AES-CTR and a keyed HMAC. Allocates no managed memory per packet.
/// </summary>
internal sealed unsafe class OpenSslCmCipher : SrtpCipher
{
    private const int MacLength = 20;
    private const int TagLength = 10;

    private readonly EvpCipherContextHandle _cipherHandle;
    private readonly EvpMacContextHandle _macHandle;
    private CmCounterBlock _counter;
    private nint _cipher;
    private nint _mac;

    /// <summary>Keys a cipher; the keys may be zeroed afterwards.</summary>
    public OpenSslCmCipher(SrtpSessionKeys keys)
        : base(SrtpProfile.Aes128CmHmacSha1Tag80)
    {
        _counter = new CmCounterBlock(keys.Salt);
        _cipherHandle = EvpCipherContextHandle.Create(LibCrypto.Aes128Ctr, keys.Key);
        _macHandle = EvpMacContextHandle.CreateHmacSha1(keys.AuthenticationKey);
        _cipher = _cipherHandle.DangerousGetHandle();
        _mac = _macHandle.DangerousGetHandle();
    }

    /// <inheritdoc />
    public override void Seal(in SrtpPacketIndex index, Span<byte> packet, int headerLength, Span<byte> tag)
    {
        ObjectDisposedException.ThrowIf(_cipher == 0, this);
        ArgumentOutOfRangeException.ThrowIfNotEqual(tag.Length, TagLength);
        ApplyKeystream(index, packet[headerLength..]);
        Span<byte> mac = stackalloc byte[MacLength];
        Authenticate(index, packet, mac);
        mac[..TagLength].CopyTo(tag);
    }

    /// <inheritdoc />
    public override bool Open(in SrtpPacketIndex index, Span<byte> packet, int headerLength, ReadOnlySpan<byte> tag)
    {
        ObjectDisposedException.ThrowIf(_cipher == 0, this);
        ArgumentOutOfRangeException.ThrowIfNotEqual(tag.Length, TagLength);
        Span<byte> text = packet[headerLength..];
        Span<byte> mac = stackalloc byte[MacLength];
        Authenticate(index, packet, mac);
        if (!CryptographicOperations.FixedTimeEquals(mac[..TagLength], tag))
        {
            return false;
        }

        ApplyKeystream(index, text);
        return true;
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _cipher = 0;
        _mac = 0;
        _counter = default;
        _cipherHandle.Dispose();
        _macHandle.Dispose();
    }

    private void ApplyKeystream(in SrtpPacketIndex index, Span<byte> text)
    {
        if (text.IsEmpty)
        {
            return;
        }

        byte* counter = stackalloc byte[CmCounterBlock.Length];
        _counter.Write(index, new Span<byte>(counter, CmCounterBlock.Length));
        int written;
        bool isApplied;
        fixed (byte* bytes = text)
        {
            isApplied = LibCrypto.InitializeEncryption(_cipher, 0, 0, null, counter) == 1
                && LibCrypto.UpdateEncryption(_cipher, bytes, &written, bytes, text.Length) == 1;
        }

        GC.KeepAlive(this);
        ThrowUnless(isApplied);
    }

    private void Authenticate(in SrtpPacketIndex index, ReadOnlySpan<byte> packet, Span<byte> mac)
    {
        byte* trailer = stackalloc byte[SrtpPacketIndex.TrailerLength];
        BinaryPrimitives.WriteUInt32BigEndian(new Span<byte>(trailer, SrtpPacketIndex.TrailerLength), index.Trailer);
        nuint written;
        bool isDone;
        fixed (byte* bytes = packet, output = mac)
        {
            isDone = LibCrypto.InitializeMac(_mac, null, 0, null) == 1
                && LibCrypto.UpdateMac(_mac, bytes, (nuint)packet.Length) == 1
                && LibCrypto.UpdateMac(_mac, trailer, SrtpPacketIndex.TrailerLength) == 1
                && LibCrypto.FinishMac(_mac, output, &written, MacLength) == 1;
        }

        GC.KeepAlive(this);
        ThrowUnless(isDone);
    }

    private static void ThrowUnless(bool isDone)
    {
        if (!isDone)
        {
            LibCrypto.ClearErrors();
            throw new CryptographicException("libcrypto could not transform a packet.");
        }
    }
}
