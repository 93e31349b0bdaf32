using System.Buffers.Binary;
using System.Security.Cryptography;

namespace RtcVoice.Rtc.Srtp;

/// <summary>AEAD_AES_128_GCM (RFC 7714) by libcrypto: one keyed context, a new nonce per packet. Allocates nothing per packet.</summary>
internal sealed unsafe class OpenSslGcmCipher : SrtpCipher
{
    private readonly EvpCipherContextHandle _handle;
    private readonly bool _isTrailerAuthenticated;
    private GcmNonce _nonce;
    private nint _context;

    /// <summary>Keys a cipher; the keys may be zeroed afterwards.</summary>
    public OpenSslGcmCipher(SrtpSessionKeys keys, SrtpPacketKind kind)
        : base(SrtpProfile.AeadAes128Gcm)
    {
        // The rollover counter is in the nonce; only SRTCP authenticates its trailer (RFC 7714, 9.2).
        _isTrailerAuthenticated = kind == SrtpPacketKind.Rtcp;
        _nonce = new GcmNonce(keys.Salt);
        _handle = EvpCipherContextHandle.Create(LibCrypto.Aes128Gcm, keys.Key);
        _context = _handle.DangerousGetHandle();
    }

    /// <inheritdoc />
    public override void Seal(in SrtpPacketIndex index, Span<byte> packet, int headerLength, Span<byte> tag)
    {
        nint context = _context;
        ObjectDisposedException.ThrowIf(context == 0, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)headerLength, (uint)packet.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(tag.Length, SrtpProfileLengths.MaxTag);
        byte* nonce = stackalloc byte[GcmNonce.Length];
        _nonce.Write(index, new Span<byte>(nonce, GcmNonce.Length));
        byte* trailer = stackalloc byte[SrtpPacketIndex.TrailerLength];
        BinaryPrimitives.WriteUInt32BigEndian(new Span<byte>(trailer, SrtpPacketIndex.TrailerLength), index.Trailer);
        int written;
        bool isSealed;
        fixed (byte* header = packet, tagBytes = tag)
        {
            byte* text = header + headerLength;
            isSealed = LibCrypto.InitializeEncryption(context, 0, 0, null, nonce) == 1
                && LibCrypto.UpdateEncryption(context, null, &written, header, headerLength) == 1
                && (!_isTrailerAuthenticated
                    || LibCrypto.UpdateEncryption(context, null, &written, trailer, SrtpPacketIndex.TrailerLength) == 1)
                && LibCrypto.UpdateEncryption(context, text, &written, text, packet.Length - headerLength) == 1
                && LibCrypto.FinishEncryption(context, text, &written) == 1
                && LibCrypto.ControlCipher(context, LibCrypto.GetTag, tag.Length, tagBytes) == 1;
        }

        GC.KeepAlive(this);
        if (!isSealed)
        {
            LibCrypto.ClearErrors();
            throw new CryptographicException("libcrypto could not seal a packet.");
        }
    }

    /// <inheritdoc />
    public override bool Open(in SrtpPacketIndex index, Span<byte> packet, int headerLength, ReadOnlySpan<byte> tag)
    {
        nint context = _context;
        ObjectDisposedException.ThrowIf(context == 0, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)headerLength, (uint)packet.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(tag.Length, SrtpProfileLengths.MaxTag);
        byte* nonce = stackalloc byte[GcmNonce.Length];
        _nonce.Write(index, new Span<byte>(nonce, GcmNonce.Length));
        byte* trailer = stackalloc byte[SrtpPacketIndex.TrailerLength];
        BinaryPrimitives.WriteUInt32BigEndian(new Span<byte>(trailer, SrtpPacketIndex.TrailerLength), index.Trailer);
        int written;
        bool isAuthentic;
        fixed (byte* header = packet, tagBytes = tag)
        {
            byte* text = header + headerLength;
            isAuthentic = LibCrypto.InitializeDecryption(context, 0, 0, null, nonce) == 1
                && LibCrypto.UpdateDecryption(context, null, &written, header, headerLength) == 1
                && (!_isTrailerAuthenticated
                    || LibCrypto.UpdateDecryption(context, null, &written, trailer, SrtpPacketIndex.TrailerLength) == 1)
                && LibCrypto.UpdateDecryption(context, text, &written, text, packet.Length - headerLength) == 1
                && LibCrypto.ControlCipher(context, LibCrypto.SetTag, tag.Length, tagBytes) == 1
                && LibCrypto.FinishDecryption(context, text, &written) == 1;
        }

        GC.KeepAlive(this);
        if (!isAuthentic)
        {
            // GCM decrypts before it has checked the tag: what it wrote is an attacker's choice.
            packet[headerLength..].Clear();
            LibCrypto.ClearErrors();
        }

        return isAuthentic;
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _context = 0;
        _nonce = default;
        _handle.Dispose();
    }
}
