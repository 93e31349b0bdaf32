using System.Buffers.Binary;
using System.Security.Cryptography;

namespace RtcVoice.Rtc.Srtp;

/// <summary>
/// AES_CM_128_HMAC_SHA1_80 (RFC 3711) by the runtime's <see cref="Aes"/> and HMAC-SHA1, where libcrypto cannot be called
/// directly. The runtime has no counter mode, so the keystream is the ECB encryption of counted blocks. Allocates nothing per
/// packet on Linux; on other systems the runtime's classes may.
/// </summary>
internal sealed class StockCmCipher : SrtpCipher
{
    private const int MacLength = 20;
    private const int TagLength = 10;

    /// <summary>Blocks that are encrypted in one call: a frame of speech fits one or two calls.</summary>
    private const int BlocksPerCall = 8;

    private readonly byte[] _counters = new byte[BlocksPerCall * CmCounterBlock.Length];
    private readonly byte[] _keystream = GC.AllocateArray<byte>(BlocksPerCall * CmCounterBlock.Length, pinned: true);
    private readonly Aes _aes;
    private readonly ICryptoTransform _ecb;
    private readonly IncrementalHash _hmac;
    private CmCounterBlock _counter;

    /// <summary>Keys a cipher; the keys may be zeroed afterwards.</summary>
    public StockCmCipher(SrtpSessionKeys keys)
        : base(SrtpProfile.Aes128CmHmacSha1Tag80)
    {
        _counter = new CmCounterBlock(keys.Salt);
        _aes = Aes.Create();
        _aes.Mode = CipherMode.ECB;
        _aes.Padding = PaddingMode.None;
        _aes.SetKey(keys.Key);
        _ecb = _aes.CreateEncryptor();
        _hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA1, keys.AuthenticationKey);
    }

    /// <inheritdoc />
    public override void Seal(in SrtpPacketIndex index, Span<byte> packet, int headerLength, Span<byte> tag)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(tag.Length, TagLength);
        ApplyKeystream(index, packet[headerLength..]);
        Span<byte> mac = stackalloc byte[MacLength];
        Authenticate(index, packet, mac);
        mac[..TagLength].CopyTo(tag);
    }

    /// <inheritdoc />
    public override bool Open(in SrtpPacketIndex index, Span<byte> packet, int headerLength, ReadOnlySpan<byte> tag)
    {
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
        CryptographicOperations.ZeroMemory(_keystream);
        _counter = default;
        _ecb.Dispose();
        _aes.Dispose();
        _hmac.Dispose();
    }

    private void ApplyKeystream(in SrtpPacketIndex index, Span<byte> text)
    {
        int block = 0;
        while (!text.IsEmpty)
        {
            int blocks = Math.Min(BlocksPerCall, (text.Length + CmCounterBlock.Length - 1) / CmCounterBlock.Length);
            for (int i = 0; i < blocks; i++, block++)
            {
                Span<byte> counter = _counters.AsSpan(i * CmCounterBlock.Length, CmCounterBlock.Length);
                _counter.Write(index, counter);
                BinaryPrimitives.WriteUInt16BigEndian(counter[14..], (ushort)block);
            }

            int length = blocks * CmCounterBlock.Length;
            _ecb.TransformBlock(_counters, 0, length, _keystream, 0);
            int covered = Math.Min(length, text.Length);
            for (int i = 0; i < covered; i++)
            {
                text[i] ^= _keystream[i];
            }

            text = text[covered..];
        }
    }

    private void Authenticate(in SrtpPacketIndex index, ReadOnlySpan<byte> packet, Span<byte> mac)
    {
        Span<byte> trailer = stackalloc byte[SrtpPacketIndex.TrailerLength];
        BinaryPrimitives.WriteUInt32BigEndian(trailer, index.Trailer);
        _hmac.AppendData(packet);
        _hmac.AppendData(trailer);
        _hmac.GetHashAndReset(mac);
    }
}
