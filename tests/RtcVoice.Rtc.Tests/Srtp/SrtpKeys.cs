using RtcVoice.Rtc.Rtp;
using RtcVoice.Rtc.Srtp;

namespace RtcVoice.Rtc.Tests.Srtp;

/// <summary>Where a cipher's algorithms come from.</summary>
internal enum CipherProvider
{
    OpenSsl,
    Stock,
}

/// <summary>Keys, ciphers and packets that the SRTP tests share.</summary>
internal static class SrtpKeys
{
    public const uint Ssrc = 0xCAFEBABE;

    public static readonly SrtpProfile[] Profiles = [SrtpProfile.AeadAes128Gcm, SrtpProfile.Aes128CmHmacSha1Tag80];

    public static readonly CipherProvider[] Providers = [CipherProvider.OpenSsl, CipherProvider.Stock];

    public static SrtpMasterKey Master(SrtpProfile profile, byte salt = 0)
    {
        var random = new Random(3711 + salt);
        var key = new byte[SrtpProfileLengths.Key];
        var saltBytes = new byte[profile.SaltLength()];
        random.NextBytes(key);
        random.NextBytes(saltBytes);
        return new SrtpMasterKey(profile, key, saltBytes);
    }

    public static SrtpCipher Cipher(SrtpProfile profile, CipherProvider provider, SrtpPacketKind kind, byte salt = 0)
    {
        using SrtpMasterKey master = Master(profile, salt);
        using SrtpSessionKeys keys = SrtpSessionKeys.Derive(master, kind);
        return Cipher(keys, provider, kind);
    }

    public static SrtpCipher Cipher(SrtpSessionKeys keys, CipherProvider provider, SrtpPacketKind kind) => (keys.Profile, provider) switch
    {
        (SrtpProfile.AeadAes128Gcm, CipherProvider.OpenSsl) => new OpenSslGcmCipher(keys, kind),
        (SrtpProfile.AeadAes128Gcm, _) => new StockGcmCipher(keys, kind),
        (_, CipherProvider.OpenSsl) => new OpenSslCmCipher(keys),
        _ => new StockCmCipher(keys),
    };

    /// <summary>An RTP packet whose payload is known from its sequence number.</summary>
    public static byte[] Rtp(ushort sequenceNumber, int payloadLength = 20, uint ssrc = Ssrc)
    {
        var packet = new byte[RtpHeader.Size + payloadLength];
        new RtpHeader(111, IsMarked: false, sequenceNumber, new RtpTimestamp(960u * sequenceNumber), ssrc).Write(packet);
        new Random(sequenceNumber).NextBytes(packet.AsSpan(RtpHeader.Size));
        return packet;
    }

    /// <summary>An empty receiver report, with bytes behind it that make it as long as asked.</summary>
    public static byte[] Rtcp(int length = 32, uint ssrc = Ssrc)
    {
        var packet = new byte[length];
        new Random(length).NextBytes(packet);
        packet[0] = 0x80;
        packet[1] = 201;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), ssrc);
        return packet;
    }

    public static byte[] Protect(SrtpSender sender, byte[] packet)
    {
        var buffer = new byte[packet.Length + sender.Overhead];
        packet.CopyTo(buffer, 0);
        Assert.That(sender.TryProtect(buffer, packet.Length, out int length), Is.True, "protects");
        Assert.That(length, Is.EqualTo(buffer.Length));
        return buffer;
    }

    public static byte[] Protect(SrtcpSender sender, byte[] packet)
    {
        var buffer = new byte[packet.Length + sender.Overhead];
        packet.CopyTo(buffer, 0);
        Assert.That(sender.TryProtect(buffer, packet.Length, out int length), Is.True, "protects");
        Assert.That(length, Is.EqualTo(buffer.Length));
        return buffer;
    }

    /// <summary>The packet that comes out; null when it is dropped. The protected bytes stay as they are.</summary>
    public static byte[]? Unprotect(SrtpReceiver receiver, ReadOnlySpan<byte> packet)
    {
        byte[] copy = packet.ToArray();
        return receiver.TryUnprotect(copy, out int length) ? copy[..length] : null;
    }

    /// <inheritdoc cref="Unprotect(SrtpReceiver, ReadOnlySpan{byte})" />
    public static byte[]? Unprotect(SrtcpReceiver receiver, ReadOnlySpan<byte> packet)
    {
        byte[] copy = packet.ToArray();
        return receiver.TryUnprotect(copy, out int length) ? copy[..length] : null;
    }

    public static byte[] Hex(string hex) => Convert.FromHexString(string.Concat(hex.Where(c => !char.IsWhiteSpace(c))));

}
