using RtcVoice.Rtc.Srtp;

namespace RtcVoice.Rtc.Tests.Srtp;

/// <summary>libcrypto's ciphers beside the runtime's, which are the oracle.</summary>
[TestFixture]
internal sealed class SrtpCipherTests
{
    [Test]
    public void Libcrypto_is_there_on_Linux()
    {
        Assume.That(OperatingSystem.IsLinux());
        Assert.That(LibCrypto.IsAvailable, Is.True);
        using SrtpMasterKey gcm = SrtpKeys.Master(SrtpProfile.AeadAes128Gcm);
        using SrtpMasterKey cm = SrtpKeys.Master(SrtpProfile.Aes128CmHmacSha1Tag80);
        using var first = SrtpCipher.Create(gcm, SrtpPacketKind.Rtp);
        using var second = SrtpCipher.Create(cm, SrtpPacketKind.Rtcp);
        Assert.That(first, Is.TypeOf<OpenSslGcmCipher>());
        Assert.That(second, Is.TypeOf<OpenSslCmCipher>());
    }

    [Test]
    public void Both_providers_seal_every_length_to_the_same_bytes_and_open_each_other_s(
        [ValueSource(typeof(SrtpKeys), nameof(SrtpKeys.Profiles))] SrtpProfile profile,
        [Values] SrtpPacketKind kind)
    {
        const int Seed = 7714;
        var random = new Random(Seed);
        using SrtpCipher ours = SrtpKeys.Cipher(profile, CipherProvider.OpenSsl, kind);
        using SrtpCipher oracle = SrtpKeys.Cipher(profile, CipherProvider.Stock, kind);
        int headerLength = kind == SrtpPacketKind.Rtp ? 12 : SrtpProfileLengths.SrtcpHeader;
        var tag = new byte[profile.TagLength()];
        var oracleTag = new byte[profile.TagLength()];
        for (int length = 0; length <= 1200; length++)
        {
            var plain = new byte[headerLength + length];
            random.NextBytes(plain);
            SrtpPacketIndex index = kind == SrtpPacketKind.Rtp
                ? SrtpPacketIndex.OfRtp((uint)random.NextInt64(), (ulong)random.NextInt64(1L << 48))
                : SrtpPacketIndex.OfRtcp((uint)random.NextInt64(), (uint)random.Next());
            byte[] packet = plain.ToArray();
            byte[] expected = plain.ToArray();
            ours.Seal(index, packet, headerLength, tag);
            oracle.Seal(index, expected, headerLength, oracleTag);
            if (!packet.AsSpan().SequenceEqual(expected) || !tag.AsSpan().SequenceEqual(oracleTag))
            {
                Assert.Fail($"seed {Seed}: length {length} differs");
            }

            bool isOpened = ours.Open(index, expected, headerLength, oracleTag) && oracle.Open(index, packet, headerLength, tag);
            if (!isOpened || !packet.AsSpan().SequenceEqual(plain) || !expected.AsSpan().SequenceEqual(plain))
            {
                Assert.Fail($"seed {Seed}: length {length} does not open");
            }
        }
    }

    [Test]
    public void A_packet_opens_only_under_its_own_source_index_and_trailer(
        [ValueSource(typeof(SrtpKeys), nameof(SrtpKeys.Profiles))] SrtpProfile profile,
        [ValueSource(typeof(SrtpKeys), nameof(SrtpKeys.Providers))] CipherProvider provider,
        [Values] SrtpPacketKind kind)
    {
        using SrtpCipher cipher = SrtpKeys.Cipher(profile, provider, kind);
        var index = new SrtpPacketIndex(7, 0x1_0005, kind == SrtpPacketKind.Rtp ? 1 : 0x8001_0005);
        var tag = new byte[profile.TagLength()];
        byte[] packet = SrtpKeys.Rtp(5);
        int headerLength = kind == SrtpPacketKind.Rtp ? 12 : SrtpProfileLengths.SrtcpHeader;
        cipher.Seal(index, packet, headerLength, tag);
        Assert.That(cipher.Open(index, packet.ToArray(), headerLength, tag), Is.True);

        // Under CM the index is authenticated through the trailer, and the source through the header alone.
        if (profile == SrtpProfile.AeadAes128Gcm)
        {
            Assert.That(cipher.Open(index with { Ssrc = 8 }, packet.ToArray(), headerLength, tag), Is.False);
            Assert.That(cipher.Open(index with { Index = 0x1_0006 }, packet.ToArray(), headerLength, tag), Is.False);
        }

        if (profile != SrtpProfile.AeadAes128Gcm || kind == SrtpPacketKind.Rtcp)
        {
            Assert.That(cipher.Open(index with { Trailer = 2 }, packet.ToArray(), headerLength, tag), Is.False);
        }
    }

    [Test]
    public void A_cipher_can_be_used_after_a_forgery(
        [ValueSource(typeof(SrtpKeys), nameof(SrtpKeys.Profiles))] SrtpProfile profile,
        [ValueSource(typeof(SrtpKeys), nameof(SrtpKeys.Providers))] CipherProvider provider)
    {
        using SrtpCipher cipher = SrtpKeys.Cipher(profile, provider, SrtpPacketKind.Rtp);
        SrtpPacketIndex index = SrtpPacketIndex.OfRtp(1, 1);
        byte[] plain = SrtpKeys.Rtp(1);
        byte[] packet = plain.ToArray();
        var tag = new byte[profile.TagLength()];
        cipher.Seal(index, packet, 12, tag);
        byte[] forged = tag.ToArray();
        forged[^1] ^= 1;
        byte[] copy = packet.ToArray();
        Assert.That(cipher.Open(index, copy, 12, forged), Is.False);
        Assert.That(copy[12..], Is.Not.EqualTo(plain[12..]), "what is not authentic is not shown");
        Assert.That(cipher.Open(index, packet, 12, tag), Is.True);
        Assert.That(packet, Is.EqualTo(plain));
    }

    [Test]
    public void A_disposed_cipher_says_so(
        [ValueSource(typeof(SrtpKeys), nameof(SrtpKeys.Profiles))] SrtpProfile profile,
        [ValueSource(typeof(SrtpKeys), nameof(SrtpKeys.Providers))] CipherProvider provider)
    {
        SrtpCipher cipher = SrtpKeys.Cipher(profile, provider, SrtpPacketKind.Rtp);
        cipher.Dispose();
        cipher.Dispose();
        byte[] packet = SrtpKeys.Rtp(1);
        var tag = new byte[profile.TagLength()];
        Assert.That(() => cipher.Seal(SrtpPacketIndex.OfRtp(1, 1), packet, 12, tag), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => cipher.Open(SrtpPacketIndex.OfRtp(1, 1), packet, 12, tag), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void Keys_are_zeroed_on_dispose()
    {
        SrtpMasterKey master = SrtpKeys.Master(SrtpProfile.AeadAes128Gcm);
        ReadOnlySpan<byte> key = master.Key;
        ReadOnlySpan<byte> salt = master.Salt;
        SrtpSessionKeys keys = SrtpSessionKeys.Derive(master, SrtpPacketKind.Rtp);
        ReadOnlySpan<byte> sessionKey = keys.Key;
        Assert.That(key.ContainsAnyExcept((byte)0) && salt.ContainsAnyExcept((byte)0) && sessionKey.ContainsAnyExcept((byte)0), Is.True);
        master.Dispose();
        keys.Dispose();
        Assert.That(key.ContainsAnyExcept((byte)0) || salt.ContainsAnyExcept((byte)0) || sessionKey.ContainsAnyExcept((byte)0), Is.False);
        Assert.That(() => master.Key.ToArray(), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void Exported_material_is_split_client_first_keys_first([ValueSource(typeof(SrtpKeys), nameof(SrtpKeys.Profiles))] SrtpProfile profile)
    {
        byte[] exported = [.. Enumerable.Range(0, profile.ExportedLength()).Select(i => (byte)i)];
        int salt = profile.SaltLength();
        using var material = new SrtpKeyingMaterial(profile, exported);
        Assert.That(exported, Has.Length.EqualTo(profile == SrtpProfile.AeadAes128Gcm ? 56 : 60));
        Assert.That(material.Client.Key.ToArray(), Is.EqualTo(exported[..16]));
        Assert.That(material.Server.Key.ToArray(), Is.EqualTo(exported[16..32]));
        Assert.That(material.Client.Salt.ToArray(), Is.EqualTo(exported[32..(32 + salt)]));
        Assert.That(material.Server.Salt.ToArray(), Is.EqualTo(exported[(32 + salt)..]));
        Assert.That(() => new SrtpKeyingMaterial(profile, exported.AsSpan(1)), Throws.ArgumentException);
        Assert.That(() => new SrtpMasterKey(profile, exported.AsSpan(0, 15), exported.AsSpan(0, salt)), Throws.ArgumentException);
    }
}
