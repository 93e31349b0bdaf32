using RtcVoice.Rtc.Srtp;

namespace RtcVoice.Rtc.Tests.Srtp;

/// <summary>The test vectors of RFC 3711 and RFC 7714.</summary>
[TestFixture]
internal sealed class SrtpVectorTests
{
    private const string GcmKey = "000102030405060708090A0B0C0D0E0F";
    private const string GcmSalt = "517569642070726F2071756F";

    private const string GcmRtp = """
        8040F17B 8041F8D3 5501A0B2 47616C6C 69612065 7374206F 6D6E6973 20646976
        69736120 696E2070 61727465 73207472 6573
        """;

    private const string GcmSrtp = """
        8040F17B 8041F8D3 5501A0B2 F24DE3A3 FB34DE6C ACBA861C 9D7E4BCA BE633BD5
        0D294E6F 42A5F47A 51C7D19B 36DE3ADF 8833899D 7F27BEB1 6A9152CF 765EE439 0CCE
        """;

    private const string GcmRtcp = """
        81C8000D 4D617273 4E545031 4E545032 52545020 0000042A 0000E930 4C756E61
        DEADBEEF DEADBEEF DEADBEEF DEADBEEF DEADBEEF
        """;

    private const string GcmSrtcp = """
        81C8000D 4D617273 63E94885 DCDAB67C A727D766 2F6B7E99 7FF5C0F7 6C06F32D
        C676A5F1 730D6FDA 4CE09B46 86303DED 0BB9275B C84AA458 96CF4D2F C5ABF872
        45D9EADE 800005D4
        """;

    [Test]
    public void Session_keys_are_derived_as_in_RFC_3711_B_3()
    {
        using var master = new SrtpMasterKey(
            SrtpProfile.Aes128CmHmacSha1Tag80,
            SrtpKeys.Hex("E1F97A0D3E018BE0D64FA32C06DE4139"),
            SrtpKeys.Hex("0EC675AD498AFEEBB6960B3AABE6"));
        using SrtpSessionKeys keys = SrtpSessionKeys.Derive(master, SrtpPacketKind.Rtp);
        Assert.That(Convert.ToHexString(keys.Key), Is.EqualTo("C61E7A93744F39EE10734AFE3FF7A087"));
        Assert.That(Convert.ToHexString(keys.Salt), Is.EqualTo("30CBBC08863D8C85D49DB34A9AE1"));
        Assert.That(Convert.ToHexString(keys.AuthenticationKey), Is.EqualTo("CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4"));

        // The appendix draws 94 bytes, to show the block counter at work.
        var authenticationKey = new byte[94];
        SrtpSessionKeys.DeriveKey(master, 1, authenticationKey);
        const string Expected = """
            CEBE321F6FF7716B6FD4AB49AF256A15 6D38BAA48F0A0ACF3C34E2359E6CDBCE E049646C43D9327AD175578EF7227098
            6371C10C9A369AC2F94A8C5FBCDDDC25 6D6E919A48B610EF17C2041E47403576 6B68642C59BBFC2F34DB60DBDFB2
            """;
        Assert.That(authenticationKey, Is.EqualTo(SrtpKeys.Hex(Expected)));
    }

    [Test]
    public void RTCP_has_session_keys_of_its_own()
    {
        using SrtpMasterKey master = SrtpKeys.Master(SrtpProfile.Aes128CmHmacSha1Tag80);
        using SrtpSessionKeys rtp = SrtpSessionKeys.Derive(master, SrtpPacketKind.Rtp);
        using SrtpSessionKeys rtcp = SrtpSessionKeys.Derive(master, SrtpPacketKind.Rtcp);
        var expected = new byte[16];
        SrtpSessionKeys.DeriveKey(master, 3, expected);
        Assert.That(rtcp.Key.ToArray(), Is.EqualTo(expected).And.Not.EqualTo(rtp.Key.ToArray()));
        Assert.That(rtcp.Salt.ToArray(), Is.Not.EqualTo(rtp.Salt.ToArray()));
        Assert.That(rtcp.AuthenticationKey.ToArray(), Is.Not.EqualTo(rtp.AuthenticationKey.ToArray()));
    }

    [Test]
    public void The_counter_mode_keystream_is_that_of_RFC_3711_B_2([ValueSource(typeof(SrtpKeys), nameof(SrtpKeys.Providers))] CipherProvider provider)
    {
        using var keys = new SrtpSessionKeys(
            SrtpProfile.Aes128CmHmacSha1Tag80,
            SrtpKeys.Hex("2B7E151628AED2A6ABF7158809CF4F3C"),
            new byte[SrtpSessionKeys.AuthenticationKeyLength],
            SrtpKeys.Hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD"));
        using SrtpCipher cipher = SrtpKeys.Cipher(keys, provider, SrtpPacketKind.Rtp);
        var keystream = new byte[1_044_512];
        cipher.Seal(SrtpPacketIndex.OfRtp(0, 0), keystream, 0, new byte[10]);
        const string Head = "E03EAD0935C95E80E166B16DD92B4EB4 D23513162B02D0F72A43A2FE4A5F97AB 41E95B3BB0A2E8DD477901E4FCA894C0";
        const string Tail = "EC8CDF7398607CB0F2D21675EA9EA1E4 362B7C3C6773516318A077D7FC5073AE 6A2CC3787889374FBEB4C81B17BA6C44";
        Assert.That(keystream[..48], Is.EqualTo(SrtpKeys.Hex(Head)));
        Assert.That(keystream[^48..], Is.EqualTo(SrtpKeys.Hex(Tail)));
    }

    [Test]
    public void An_RTP_packet_is_protected_as_in_RFC_7714_16_1([ValueSource(typeof(SrtpKeys), nameof(SrtpKeys.Providers))] CipherProvider provider)
    {
        using SrtpSessionKeys keys = GcmKeys();
        using var sender = new SrtpSender(SrtpKeys.Cipher(keys, provider, SrtpPacketKind.Rtp));
        using var receiver = new SrtpReceiver(SrtpKeys.Cipher(keys, provider, SrtpPacketKind.Rtp));
        Assert.That(SrtpKeys.Protect(sender, SrtpKeys.Hex(GcmRtp)), Is.EqualTo(SrtpKeys.Hex(GcmSrtp)));
        Assert.That(SrtpKeys.Unprotect(receiver, SrtpKeys.Hex(GcmSrtp)), Is.EqualTo(SrtpKeys.Hex(GcmRtp)));
    }

    [Test]
    public void An_RTCP_packet_is_protected_as_in_RFC_7714_17_1([ValueSource(typeof(SrtpKeys), nameof(SrtpKeys.Providers))] CipherProvider provider)
    {
        using SrtpSessionKeys keys = GcmKeys();
        using var sender = new SrtcpSender(SrtpKeys.Cipher(keys, provider, SrtpPacketKind.Rtcp), firstIndex: 0x5D4);
        using var receiver = new SrtcpReceiver(SrtpKeys.Cipher(keys, provider, SrtpPacketKind.Rtcp));
        Assert.That(SrtpKeys.Protect(sender, SrtpKeys.Hex(GcmRtcp)), Is.EqualTo(SrtpKeys.Hex(GcmSrtcp)));
        Assert.That(SrtpKeys.Unprotect(receiver, SrtpKeys.Hex(GcmSrtcp)), Is.EqualTo(SrtpKeys.Hex(GcmRtcp)));
    }

    private static SrtpSessionKeys GcmKeys() =>
        new(SrtpProfile.AeadAes128Gcm, SrtpKeys.Hex(GcmKey), new byte[SrtpSessionKeys.AuthenticationKeyLength], SrtpKeys.Hex(GcmSalt));
}
