using RtcVoice.Rtc.Srtp;
using RtcVoice.TestKit;

namespace RtcVoice.Rtc.Tests.Srtp;

[TestFixtureSource(typeof(SrtpKeys), nameof(SrtpKeys.Profiles))]
internal sealed class SrtcpContextTests(SrtpProfile profile)
{
    private SrtcpSender _sender = null!;
    private SrtcpReceiver _receiver = null!;

    [SetUp]
    public void SetUp()
    {
        using SrtpMasterKey master = SrtpKeys.Master(profile);
        _sender = new SrtcpSender(master);
        _receiver = new SrtcpReceiver(master);
    }

    [TearDown]
    public void TearDown()
    {
        _sender.Dispose();
        _receiver.Dispose();
    }

    [Test]
    public void What_was_protected_comes_out_again_whatever_its_length()
    {
        for (int length = SrtpProfileLengths.SrtcpHeader; length <= 1200; length++)
        {
            byte[] packet = SrtpKeys.Rtcp(length);
            byte[] protectedPacket = SrtpKeys.Protect(_sender, packet);
            byte[]? received = SrtpKeys.Unprotect(_receiver, protectedPacket);
            if (received is null || !received.AsSpan().SequenceEqual(packet))
            {
                Assert.Fail($"length {length}");
            }
        }
    }

    [Test]
    public void The_index_counts_up_from_zero_and_says_that_the_packet_is_encrypted()
    {
        for (int i = 0; i < 3; i++)
        {
            byte[] packet = SrtpKeys.Protect(_sender, SrtpKeys.Rtcp());
            int position = profile == SrtpProfile.AeadAes128Gcm ? packet.Length - 4 : packet.Length - 14;
            Assert.That(Convert.ToHexString(packet.AsSpan(position, 4)), Is.EqualTo($"8000000{i}"));
        }
    }

    [Test]
    public void A_packet_with_any_bit_changed_is_dropped_and_moves_nothing()
    {
        Assert.That(SrtpKeys.Unprotect(_receiver, SrtpKeys.Protect(_sender, SrtpKeys.Rtcp())), Is.Not.Null);
        byte[] protectedPacket = SrtpKeys.Protect(_sender, SrtpKeys.Rtcp());
        for (int bit = 0; bit < protectedPacket.Length * 8; bit++)
        {
            byte[] forged = protectedPacket.ToArray();
            forged[bit / 8] ^= (byte)(1 << (bit % 8));
            if (_receiver.TryUnprotect(forged, out _))
            {
                Assert.Fail($"bit {bit} may be changed");
            }
        }

        Assert.That(SrtpKeys.Unprotect(_receiver, protectedPacket), Is.EqualTo(SrtpKeys.Rtcp()));
    }

    [Test]
    public void A_packet_that_is_not_encrypted_is_refused()
    {
        byte[] protectedPacket = SrtpKeys.Protect(_sender, SrtpKeys.Rtcp());
        int flag = profile == SrtpProfile.AeadAes128Gcm ? protectedPacket.Length - 4 : protectedPacket.Length - 14;
        protectedPacket[flag] ^= 0x80;
        Assert.That(SrtpKeys.Unprotect(_receiver, protectedPacket), Is.Null);
        Assert.That((_receiver.RefusedPackets, _receiver.ForgedPackets), Is.EqualTo((1L, 0L)));
    }

    [Test]
    public void A_packet_cut_short_is_dropped()
    {
        byte[] protectedPacket = SrtpKeys.Protect(_sender, SrtpKeys.Rtcp(100));
        for (int length = 0; length < protectedPacket.Length; length++)
        {
            Assert.That(SrtpKeys.Unprotect(_receiver, protectedPacket.AsSpan(0, length)), Is.Null, $"{length} bytes");
        }

        Assert.That(SrtpKeys.Unprotect(_receiver, protectedPacket), Is.EqualTo(SrtpKeys.Rtcp(100)));
    }

    [Test]
    public void A_packet_under_another_key_is_dropped()
    {
        using SrtpMasterKey other = SrtpKeys.Master(profile, salt: 1);
        using var stranger = new SrtcpSender(other);
        Assert.That(SrtpKeys.Unprotect(_receiver, SrtpKeys.Protect(stranger, SrtpKeys.Rtcp())), Is.Null);
        Assert.That(_receiver.ForgedPackets, Is.EqualTo(1));
    }

    [Test]
    public void A_replayed_packet_is_dropped_and_a_late_one_taken_within_the_window()
    {
        byte[][] packets = [.. Enumerable.Range(0, SrtcpReceiver.WindowSize + 1).Select(_ => SrtpKeys.Protect(_sender, SrtpKeys.Rtcp()))];
        Assert.That(SrtpKeys.Unprotect(_receiver, packets[^1]), Is.Not.Null);
        Assert.That(SrtpKeys.Unprotect(_receiver, packets[^1]), Is.Null);
        Assert.That(SrtpKeys.Unprotect(_receiver, packets[0]), Is.Null, "128 behind");
        Assert.That(SrtpKeys.Unprotect(_receiver, packets[1]), Is.Not.Null, "127 behind");
        Assert.That(SrtpKeys.Unprotect(_receiver, packets[1]), Is.Null);
        Assert.That(_receiver.ReplayedPackets, Is.EqualTo(3));
    }

    [Test]
    public void A_ninth_source_is_refused()
    {
        for (uint ssrc = 1; ssrc <= SrtcpReceiver.MaxSources; ssrc++)
        {
            Assert.That(SrtpKeys.Unprotect(_receiver, SrtpKeys.Protect(_sender, SrtpKeys.Rtcp(ssrc: ssrc))), Is.Not.Null);
        }

        Assert.That(SrtpKeys.Unprotect(_receiver, SrtpKeys.Protect(_sender, SrtpKeys.Rtcp(ssrc: 9))), Is.Null);
        Assert.That(_receiver.RefusedPackets, Is.EqualTo(1));
    }

    [Test]
    public void A_key_whose_indices_are_used_up_protects_no_more()
    {
        using var last = new SrtcpSender(SrtpKeys.Cipher(profile, CipherProvider.OpenSsl, SrtpPacketKind.Rtcp), SrtcpSender.MaxPackets - 1);
        Assert.That(SrtpKeys.Unprotect(_receiver, SrtpKeys.Protect(last, SrtpKeys.Rtcp())), Is.EqualTo(SrtpKeys.Rtcp()));
        byte[] packet = SrtpKeys.Rtcp();
        Assert.That(last.TryProtect([.. packet, .. new byte[20]], packet.Length, out _), Is.False);
    }

    [Test]
    public void The_sender_refuses_what_is_no_packet_or_has_no_room()
    {
        byte[] packet = SrtpKeys.Rtcp();
        Assert.That(_sender.TryProtect(new byte[packet.Length + _sender.Overhead], packet.Length, out _), Is.False, "no packet");
        byte[] tight = [.. packet, .. new byte[_sender.Overhead - 1]];
        Assert.That(_sender.TryProtect(tight, packet.Length, out _), Is.False, "no room");
        Assert.That(_sender.TryProtect(tight, -1, out _), Is.False, "negative");
        Assert.That(_sender.TryProtect(tight, 7, out _), Is.False, "too short");
    }

    [Test]
    public void A_hot_packet_allocates_nothing([ValueSource(typeof(SrtpKeys), nameof(SrtpKeys.Providers))] CipherProvider provider)
    {
        using var sender = new SrtcpSender(SrtpKeys.Cipher(profile, provider, SrtpPacketKind.Rtcp));
        using var receiver = new SrtcpReceiver(SrtpKeys.Cipher(profile, provider, SrtpPacketKind.Rtcp));
        byte[] buffer = [.. SrtpKeys.Rtcp(64), .. new byte[20]];
        Exchange(1000);
        int passed = 0;
        long allocated = Allocations.Measure(() => passed = Exchange(100_000));
        Assert.That(passed, Is.EqualTo(100_000));
        Assert.That(allocated, Is.Zero);

        int Exchange(int packets)
        {
            int count = 0;
            for (int i = 0; i < packets; i++)
            {
                if (sender.TryProtect(buffer, 64, out int length) && receiver.TryUnprotect(buffer.AsSpan(0, length), out _))
                {
                    count++;
                }
            }

            return count;
        }
    }
}
