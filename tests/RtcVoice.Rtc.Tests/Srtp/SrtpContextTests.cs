using RtcVoice.Rtc.Rtp;
using RtcVoice.Rtc.Srtp;
using RtcVoice.TestKit;

namespace RtcVoice.Rtc.Tests.Srtp;

[TestFixtureSource(typeof(SrtpKeys), nameof(SrtpKeys.Profiles))]
internal sealed class SrtpContextTests(SrtpProfile profile)
{
    private SrtpSender _sender = null!;
    private SrtpReceiver _receiver = null!;

    [SetUp]
    public void SetUp()
    {
        using SrtpMasterKey master = SrtpKeys.Master(profile);
        _sender = new SrtpSender(master);
        _receiver = new SrtpReceiver(master);
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
        for (int length = 0; length <= 1200; length++)
        {
            byte[] packet = SrtpKeys.Rtp((ushort)(length + 1), length);
            byte[] protectedPacket = SrtpKeys.Protect(_sender, packet);
            byte[]? received = SrtpKeys.Unprotect(_receiver, protectedPacket);
            if (received is null || !received.AsSpan().SequenceEqual(packet))
            {
                Assert.Fail($"length {length}");
            }
        }
    }

    [Test]
    public void Header_contributing_sources_and_extension_stay_in_the_clear()
    {
        byte[] packet = SrtpKeys.Hex("916F0001 00000001 CAFEBABE 00000007 BEDE0001 10850000 0102030405060708090A");
        byte[] protectedPacket = SrtpKeys.Protect(_sender, packet);
        Assert.That(protectedPacket[..24], Is.EqualTo(packet[..24]));
        Assert.That(protectedPacket[24..34], Is.Not.EqualTo(packet[24..34]));
        Assert.That(SrtpKeys.Unprotect(_receiver, protectedPacket), Is.EqualTo(packet));
    }

    [Test]
    public void A_packet_with_any_bit_changed_is_dropped_and_moves_nothing()
    {
        Assert.That(SrtpKeys.Unprotect(_receiver, SrtpKeys.Protect(_sender, SrtpKeys.Rtp(100))), Is.Not.Null);
        byte[] packet = SrtpKeys.Rtp(101);
        byte[] protectedPacket = SrtpKeys.Protect(_sender, packet);
        for (int bit = 0; bit < protectedPacket.Length * 8; bit++)
        {
            byte[] forged = protectedPacket.ToArray();
            forged[bit / 8] ^= (byte)(1 << (bit % 8));
            if (_receiver.TryUnprotect(forged, out _))
            {
                Assert.Fail($"bit {bit} may be changed");
            }
        }

        Assert.That(_receiver.ForgedPackets, Is.GreaterThan(packet.Length * 7));
        Assert.That(SrtpKeys.Unprotect(_receiver, protectedPacket), Is.EqualTo(packet));
        Assert.That(SrtpKeys.Unprotect(_receiver, SrtpKeys.Protect(_sender, SrtpKeys.Rtp(102))), Is.EqualTo(SrtpKeys.Rtp(102)));
    }

    [Test]
    public void A_packet_cut_short_or_lengthened_is_dropped()
    {
        byte[] protectedPacket = SrtpKeys.Protect(_sender, SrtpKeys.Rtp(1, 100));
        for (int length = 0; length < protectedPacket.Length; length++)
        {
            Assert.That(SrtpKeys.Unprotect(_receiver, protectedPacket.AsSpan(0, length)), Is.Null, $"{length} bytes");
        }

        Assert.That(SrtpKeys.Unprotect(_receiver, [.. protectedPacket, 0]), Is.Null);
        Assert.That(SrtpKeys.Unprotect(_receiver, protectedPacket), Is.EqualTo(SrtpKeys.Rtp(1, 100)));
    }

    [Test]
    public void A_packet_under_another_key_is_dropped()
    {
        using SrtpMasterKey other = SrtpKeys.Master(profile, salt: 1);
        using var stranger = new SrtpSender(other);
        Assert.That(SrtpKeys.Unprotect(_receiver, SrtpKeys.Protect(stranger, SrtpKeys.Rtp(1))), Is.Null);
        Assert.That(_receiver.ForgedPackets, Is.EqualTo(1));
    }

    [Test]
    public void An_RTP_packet_is_no_RTCP_packet_under_the_same_master_key()
    {
        using SrtpMasterKey master = SrtpKeys.Master(profile);
        using var rtcp = new SrtcpReceiver(master);
        byte[] protectedPacket = SrtpKeys.Protect(_sender, SrtpKeys.Rtp(1, 100));
        Assert.That(SrtpKeys.Unprotect(rtcp, protectedPacket), Is.Null);
    }

    [Test]
    public void A_recorded_call_cannot_be_replayed()
    {
        var recording = new List<byte[]>();
        for (int i = 1; i <= 3000; i++)
        {
            byte[] packet = SrtpKeys.Protect(_sender, SrtpKeys.Rtp((ushort)i));
            recording.Add(packet);
            Assert.That(SrtpKeys.Unprotect(_receiver, packet), Is.Not.Null);
        }

        Assert.That(recording.Count(packet => SrtpKeys.Unprotect(_receiver, packet) is not null), Is.Zero);
        Assert.That(_receiver.ReplayedPackets, Is.EqualTo(3000));
        Assert.That(SrtpKeys.Unprotect(_receiver, SrtpKeys.Protect(_sender, SrtpKeys.Rtp(3001))), Is.Not.Null);
    }

    [Test]
    public void A_late_packet_is_taken_within_the_window_and_dropped_behind_it()
    {
        byte[][] packets = [.. Enumerable.Range(1, SrtpReceiver.WindowSize + 1).Select(i => SrtpKeys.Protect(_sender, SrtpKeys.Rtp((ushort)i)))];
        Assert.That(SrtpKeys.Unprotect(_receiver, packets[^1]), Is.Not.Null);
        Assert.That(SrtpKeys.Unprotect(_receiver, packets[0]), Is.Null, "1024 behind");
        Assert.That(SrtpKeys.Unprotect(_receiver, packets[1]), Is.Not.Null, "1023 behind");
    }

    [Test]
    public void Rollover_is_followed_through_loss_and_reordering_around_the_wrap()
    {
        const int Seed = 65536;
        var random = new Random(Seed);
        const int Count = 5000;
        const long First = (2 << 16) - 2500;

        // The receiver has heard every thousandth packet up to two wraps; then loss of 20 % and shuffles of up to 60 packets.
        for (long i = 1000; i < First; i += 1000)
        {
            Assert.That(SrtpKeys.Unprotect(_receiver, SrtpKeys.Protect(_sender, SrtpKeys.Rtp((ushort)i))), Is.Not.Null);
        }

        var sent = new List<(double Place, byte[] Plain, byte[] Protected)>();
        for (long i = First; i < First + Count; i++)
        {
            byte[] plain = SrtpKeys.Rtp((ushort)i);
            sent.Add((i + (random.NextDouble() * 60), plain, SrtpKeys.Protect(_sender, plain)));
        }

        int received = 0;
        foreach ((_, byte[] plain, byte[] packet) in sent.OrderBy(packet => packet.Place).Where(_ => random.Next(5) > 0))
        {
            received++;
            Assert.That(SrtpKeys.Unprotect(_receiver, packet), Is.EqualTo(plain), $"seed {Seed}, packet {received}");
            Assert.That(SrtpKeys.Unprotect(_receiver, packet), Is.Null, $"seed {Seed}, replay of packet {received}");
        }

        Assert.That(received, Is.InRange(3800, 4200), $"seed {Seed}");
    }

    [Test]
    public void A_forged_packet_does_not_roll_the_counter_over()
    {
        SrtpKeys.Unprotect(_receiver, SrtpKeys.Protect(_sender, SrtpKeys.Rtp(20_000)));
        byte[] forged = SrtpKeys.Protect(_sender, SrtpKeys.Rtp(50_000));
        forged[^1] ^= 1;
        Assert.That(SrtpKeys.Unprotect(_receiver, forged), Is.Null);

        // Had 50000 been believed, 10000 would be taken for the next turn of the counter.
        using SrtpMasterKey master = SrtpKeys.Master(profile);
        using var again = new SrtpSender(master);
        Assert.That(SrtpKeys.Unprotect(_receiver, SrtpKeys.Protect(again, SrtpKeys.Rtp(19_990))), Is.EqualTo(SrtpKeys.Rtp(19_990)));
        Assert.That(SrtpKeys.Unprotect(_receiver, SrtpKeys.Protect(again, SrtpKeys.Rtp(20_001))), Is.EqualTo(SrtpKeys.Rtp(20_001)));
    }

    [Test]
    public void A_packet_from_before_the_first_turn_is_dropped()
    {
        SrtpKeys.Unprotect(_receiver, SrtpKeys.Protect(_sender, SrtpKeys.Rtp(5)));
        using SrtpMasterKey master = SrtpKeys.Master(profile);
        using var again = new SrtpSender(master);
        Assert.That(SrtpKeys.Unprotect(_receiver, SrtpKeys.Protect(again, SrtpKeys.Rtp(65_000))), Is.Null);
        Assert.That(_receiver.ReplayedPackets, Is.EqualTo(1));
    }

    [Test]
    public void Sources_have_counters_and_windows_of_their_own_and_a_ninth_is_refused()
    {
        for (uint ssrc = 1; ssrc <= SrtpReceiver.MaxSources; ssrc++)
        {
            byte[] packet = SrtpKeys.Protect(_sender, SrtpKeys.Rtp(7, ssrc: ssrc));
            Assert.That(SrtpKeys.Unprotect(_receiver, packet), Is.Not.Null);
            Assert.That(SrtpKeys.Unprotect(_receiver, packet), Is.Null);
        }

        byte[] ninth = SrtpKeys.Rtp(7, ssrc: 9);
        Assert.That(_sender.TryProtect([.. ninth, .. new byte[16]], ninth.Length, out _), Is.False);
        using SrtpMasterKey master = SrtpKeys.Master(profile);
        using var fresh = new SrtpSender(master);
        Assert.That(SrtpKeys.Unprotect(_receiver, SrtpKeys.Protect(fresh, ninth)), Is.Null);
        Assert.That(_receiver.RefusedPackets, Is.EqualTo(1));
        Assert.That(SrtpKeys.Unprotect(_receiver, SrtpKeys.Protect(_sender, SrtpKeys.Rtp(8, ssrc: 3))), Is.Not.Null, "the eight go on");
    }

    [Test]
    public void Forged_sources_take_no_place()
    {
        for (uint ssrc = 1; ssrc <= 100; ssrc++)
        {
            Assert.That(SrtpKeys.Unprotect(_receiver, [.. SrtpKeys.Rtp(7, ssrc: ssrc), .. new byte[16]]), Is.Null);
        }

        Assert.That(SrtpKeys.Unprotect(_receiver, SrtpKeys.Protect(_sender, SrtpKeys.Rtp(8))), Is.Not.Null);
    }

    [TestCase((ushort)100, TestName = "a number twice")]
    [TestCase((ushort)99, TestName = "a number that goes back")]
    [TestCase((ushort)(100 + 32768), TestName = "a leap of half the circle")]
    public void The_sender_refuses(ushort second)
    {
        SrtpKeys.Protect(_sender, SrtpKeys.Rtp(100));
        byte[] buffer = [.. SrtpKeys.Rtp(second), .. new byte[16]];
        byte[] before = buffer.ToArray();
        Assert.That(_sender.TryProtect(buffer, buffer.Length - 16, out int length), Is.False);
        Assert.That(length, Is.Zero);
        Assert.That(buffer, Is.EqualTo(before), "and leaves the packet as it was");
    }

    [Test]
    public void The_sender_refuses_what_is_no_packet_or_has_no_room()
    {
        byte[] packet = SrtpKeys.Rtp(1);
        Assert.That(_sender.TryProtect(new byte[packet.Length + _sender.Overhead], packet.Length, out _), Is.False, "no packet");
        byte[] tight = [.. packet, .. new byte[_sender.Overhead - 1]];
        Assert.That(_sender.TryProtect(tight, packet.Length, out _), Is.False, "no room");
        Assert.That(_sender.TryProtect(tight, tight.Length + 1, out _), Is.False, "past the end");
        Assert.That(_sender.TryProtect(tight, -1, out _), Is.False, "negative");
        byte[] cut = SrtpKeys.Hex("906F0001 00000001 CAFEBABE BEDE0002 10850000");
        Assert.That(_sender.TryProtect([.. cut, .. new byte[16]], cut.Length, out _), Is.False, "an extension past its end");
        Assert.That(SrtpKeys.Protect(_sender, packet), Is.Not.Null, "the number was not used up");
    }

    [Test]
    public void A_hot_packet_allocates_nothing(
        [ValueSource(typeof(SrtpKeys), nameof(SrtpKeys.Providers))] CipherProvider provider)
    {
        using var sender = new SrtpSender(SrtpKeys.Cipher(profile, provider, SrtpPacketKind.Rtp));
        using var receiver = new SrtpReceiver(SrtpKeys.Cipher(profile, provider, SrtpPacketKind.Rtp));
        var buffer = new byte[RtpHeader.Size + 100 + 16];
        ushort sequenceNumber = 1;
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
                new RtpHeader(111, IsMarked: false, sequenceNumber++, new RtpTimestamp(0), SrtpKeys.Ssrc).Write(buffer);
                if (sender.TryProtect(buffer, RtpHeader.Size + 100, out int length) && receiver.TryUnprotect(buffer.AsSpan(0, length), out _))
                {
                    count++;
                }
            }

            return count;
        }
    }

    [Test]
    public void Contexts_of_one_call_may_run_on_threads_of_their_own()
    {
        // Four owners, four contexts, one key: none may see another's state.
        using SrtpMasterKey master = SrtpKeys.Master(profile);
        using var rtcpSender = new SrtcpSender(master);
        using var rtcpReceiver = new SrtcpReceiver(master);
        byte[][] packets = [.. Enumerable.Range(1, 2000).Select(i => SrtpKeys.Protect(_sender, SrtpKeys.Rtp((ushort)i)))];
        byte[][] reports = [.. Enumerable.Range(1, 2000).Select(_ => SrtpKeys.Protect(rtcpSender, SrtpKeys.Rtcp()))];
        var counts = new int[4];
        Thread[] threads =
        [
            new(() => counts[0] = packets.Count(packet => SrtpKeys.Unprotect(_receiver, packet) is not null)),
            new(() => counts[1] = reports.Count(report => SrtpKeys.Unprotect(rtcpReceiver, report) is not null)),
            new(() => counts[2] = Enumerable.Range(2001, 2000).Count(i => SrtpKeys.Protect(_sender, SrtpKeys.Rtp((ushort)i)).Length > 0)),
            new(() => counts[3] = Enumerable.Range(0, 2000).Count(_ => SrtpKeys.Protect(rtcpSender, SrtpKeys.Rtcp()).Length > 0)),
        ];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.That(counts, Is.All.EqualTo(2000));
    }
}
