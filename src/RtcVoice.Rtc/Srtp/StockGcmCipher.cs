using System.Buffers.Binary;
using System.Security.Cryptography;

namespace RtcVoice.Rtc.Srtp;

/// <summary>
/// AEAD_AES_128_GCM (RFC 7714) by the runtime's <see cref="AesGcm"/>, where libcrypto cannot be called directly. Allocates
/// nothing for a good packet; a forged one costs an exception.
/// </summary>
internal sealed class StockGcmCipher : SrtpCipher
{
    private const int SrtcpAssociatedLength = SrtpProfileLengths.SrtcpHeader + SrtpPacketIndex.TrailerLength;

    private readonly AesGcm _aes;
    private readonly bool _isTrailerAuthenticated;
    private GcmNonce _nonce;

    /// <summary>Keys a cipher; the keys may be zeroed afterwards.</summary>
    public StockGcmCipher(SrtpSessionKeys keys, SrtpPacketKind kind)
        : base(SrtpProfile.AeadAes128Gcm)
    {
        _isTrailerAuthenticated = kind == SrtpPacketKind.Rtcp;
        _nonce = new GcmNonce(keys.Salt);
        _aes = new AesGcm(keys.Key, SrtpProfileLengths.MaxTag);
    }

    /// <inheritdoc />
    public override void Seal(in SrtpPacketIndex index, Span<byte> packet, int headerLength, Span<byte> tag)
    {
        Span<byte> nonce = stackalloc byte[GcmNonce.Length];
        _nonce.Write(index, nonce);
        Span<byte> header = packet[..headerLength];
        Span<byte> text = packet[headerLength..];
        Span<byte> associated = stackalloc byte[SrtcpAssociatedLength];
        _aes.Encrypt(nonce, text, text, tag, _isTrailerAuthenticated ? Associated(index, header, associated) : header);
    }

    /// <inheritdoc />
    public override bool Open(in SrtpPacketIndex index, Span<byte> packet, int headerLength, ReadOnlySpan<byte> tag)
    {
        Span<byte> nonce = stackalloc byte[GcmNonce.Length];
        _nonce.Write(index, nonce);
        Span<byte> header = packet[..headerLength];
        Span<byte> text = packet[headerLength..];
        Span<byte> associated = stackalloc byte[SrtcpAssociatedLength];
        try
        {
            _aes.Decrypt(nonce, text, tag, text, _isTrailerAuthenticated ? Associated(index, header, associated) : header);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _nonce = default;
        _aes.Dispose();
    }

    private static Span<byte> Associated(in SrtpPacketIndex index, ReadOnlySpan<byte> header, Span<byte> buffer)
    {
        header.CopyTo(buffer);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[header.Length..], index.Trailer);
        return buffer[..(header.Length + SrtpPacketIndex.TrailerLength)];
    }
}
