using System.Text;
using FsCheck;
using FsCheck.Fluent;
using RtcVoice.Rtc.Rtcp;
using RtcVoice.Rtc.Rtp;

namespace RtcVoice.Rtc.Tests.Rtcp;

[TestFixture]
internal sealed class RtcpPacketTests
{
    private const uint Ssrc = 0xCAFEBABE;

    private static readonly Config Seeded = Config.QuickThrowOnFailure.WithReplay(3550, 1).WithMaxTest(300);

    private static readonly ReportBlock Block = new(0x11223344, 64, -2, 0x0001_FFFE, 480, 0xAABBCCDD, 65_536);

    [Test]
    public void A_sender_report_is_written_as_the_RFC_draws_it()
    {
        var bytes = new byte[RtcpWriter.SenderReportSize(1)];
        var writer = new RtcpWriter(bytes);
        writer.WriteReport(Ssrc, new SenderInfo(new NtpTimestamp(0x0102030405060708), new RtpTimestamp(0x090A0B0C), 16, 255), [Block]);
        Assert.That(writer.Length, Is.EqualTo(bytes.Length));
        const string Expected = "81C8000C CAFEBABE 0102030405060708 090A0B0C 00000010 000000FF"
            + "11223344 40FFFFFE 0001FFFE 000001E0 AABBCCDD 00010000";
        Assert.That(bytes, Is.EqualTo(Hex(Expected)));
    }

    [Test]
    public void A_receiver_report_without_blocks_is_eight_bytes() =>
        Assert.That(Write((ref RtcpWriter writer) => writer.WriteReport(Ssrc, null, [])), Is.EqualTo(Hex("80C90001 CAFEBABE")));

    [TestCase("a", "81CA0002 CAFEBABE 01016100")]
    [TestCase("ab", "81CA0003 CAFEBABE 01026162 00000000")]
    [TestCase("abcde", "81CA0003 CAFEBABE 01056162 63646500")]
    public void A_canonical_name_ends_with_zeros_up_to_the_next_word(string name, string expected) =>
        Assert.That(Write((ref RtcpWriter writer) => writer.WriteCname(Ssrc, Encoding.UTF8.GetBytes(name))), Is.EqualTo(Hex(expected)));

    [Test]
    public void A_goodbye_and_the_extended_reports_are_written_as_the_RFCs_draw_them()
    {
        Assert.That(Write((ref RtcpWriter writer) => writer.WriteGoodbye(Ssrc)), Is.EqualTo(Hex("81CB0001 CAFEBABE")));
        Assert.That(
            Write((ref RtcpWriter writer) => writer.WriteDelays(Ssrc, [new DelaySinceReceiverReport(1, 2, 3)])),
            Is.EqualTo(Hex("80CF0005 CAFEBABE 05000003 00000001 00000002 00000003")));
        Assert.That(
            Write((ref RtcpWriter writer) => writer.WriteReferenceTime(Ssrc, new NtpTimestamp(0x0102030405060708))),
            Is.EqualTo(Hex("80CF0004 CAFEBABE 04000002 0102030405060708")));
    }

    [Test]
    public void Any_report_reads_back_as_it_was_written() =>
        Check.One(Seeded, Prop.ForAll(Reports().ToArbitrary(), report =>
        {
            byte[] bytes = Write((ref RtcpWriter writer) => writer.WriteReport(report.Ssrc, report.Sender, report.Blocks));
            if (!RtcpCompound.TryRead(bytes, out RtcpCompound compound)
                || !compound.TryReadNext(out RtcpPacket packet)
                || !ReportPacket.TryRead(packet, out ReportPacket read)
                || read.Ssrc != report.Ssrc
                || read.Sender != report.Sender
                || read.BlockCount != report.Blocks.Length
                || compound.TryReadNext(out _))
            {
                return false;
            }

            for (int i = 0; i < report.Blocks.Length; i++)
            {
                if (read.GetBlock(i) != report.Blocks[i])
                {
                    return false;
                }
            }

            return true;
        }));

    [Test]
    public void Any_canonical_name_reads_back_as_it_was_written()
    {
        for (int length = 1; length <= RtcpSession.MaxCnameLength; length++)
        {
            byte[] name = Encoding.UTF8.GetBytes(new string('n', length));
            byte[] bytes = Write((ref RtcpWriter writer) => writer.WriteCname(Ssrc, name));
            Assert.That(First(bytes, out RtcpPacket packet) && SourceDescription.TryRead(packet, out SourceDescription read)
                && read.TryGetCname(Ssrc, out ReadOnlySpan<byte> found) && found.SequenceEqual(name), Is.True, $"{length} bytes");
        }
    }

    [Test]
    public void Any_extended_report_reads_back_as_it_was_written() =>
        Check.One(Seeded, Prop.ForAll(Delays().ToArbitrary(), delays =>
        {
            byte[] bytes = Write((ref RtcpWriter writer) => writer.WriteDelays(Ssrc, delays));
            if (!First(bytes, out RtcpPacket packet) || !ExtendedReport.TryRead(packet, out ExtendedReport read) || read.Ssrc != Ssrc)
            {
                return false;
            }

            foreach (DelaySinceReceiverReport delay in delays)
            {
                if (!read.TryGetDelay(delay.Ssrc, out DelaySinceReceiverReport found) || found != delays.First(d => d.Ssrc == delay.Ssrc))
                {
                    return false;
                }
            }

            return !read.TryGetReferenceTime(out _);
        }));

    [Test]
    public void Packets_of_an_unknown_type_are_skipped_and_what_stands_around_them_is_read()
    {
        byte[] bytes = Hex("80C90001 CAFEBABE 8FCD0002 0000000000000000 81CB0001 CAFEBABE");
        Assert.That(RtcpCompound.TryRead(bytes, out RtcpCompound compound), Is.True);
        var types = new List<int>();
        while (compound.TryReadNext(out RtcpPacket packet))
        {
            types.Add((int)packet.Type);
        }

        Assert.That(types, Is.EqualTo(new[] { 201, 205, 203 }));
    }

    [Test]
    public void A_second_chunk_and_other_items_are_stepped_over()
    {
        byte[] bytes = Hex("82CA0007 00000001 0203616263 000000 CAFEBABE 0202616201 0363646500 0000");
        Assert.That(First(bytes, out RtcpPacket packet), Is.True);
        Assert.That(SourceDescription.TryRead(packet, out SourceDescription read), Is.True);
        Assert.That(read.TryGetCname(Ssrc, out ReadOnlySpan<byte> name) ? Encoding.UTF8.GetString(name) : null, Is.EqualTo("cde"));
        Assert.That(read.TryGetCname(1, out _), Is.False, "the first chunk holds no CNAME");
    }

    [Test]
    public void A_chunk_whose_items_end_on_a_word_is_followed_by_a_word_of_zeros()
    {
        Assert.That(First(Hex("82CA0005 00000001 02026162 00000000 CAFEBABE 01017A00"), out RtcpPacket packet), Is.True);
        Assert.That(SourceDescription.TryRead(packet, out SourceDescription read), Is.True);
        Assert.That(read.TryGetCname(Ssrc, out ReadOnlySpan<byte> name) ? Encoding.UTF8.GetString(name) : null, Is.EqualTo("z"));
    }

    [Test]
    public void The_padding_of_the_last_packet_is_taken_off()
    {
        Assert.That(First(Hex("A1CB0002 CAFEBABE 00000004"), out RtcpPacket packet), Is.True);
        Assert.That(packet.Body.Length, Is.EqualTo(4));
    }

    [TestCase("", TestName = "no packet")]
    [TestCase("80C900", TestName = "three bytes of RTCP")]
    [TestCase("40C90001 CAFEBABE", TestName = "RTCP version 1")]
    [TestCase("80C90002 CAFEBABE", TestName = "an RTCP packet past the end")]
    [TestCase("80C90001 CAFEBABE 80", TestName = "a byte left over")]
    [TestCase("80C90000", TestName = "an RR with no reporter")]
    [TestCase("81C90001 CAFEBABE", TestName = "an RR with a block too many")]
    [TestCase("80C80001 CAFEBABE", TestName = "an SR with no sender information")]
    [TestCase("81C80006 CAFEBABE 0000000000000000 00000000 00000000 00000000", TestName = "an SR with a block too many")]
    [TestCase("81CA0001 CAFEBABE", TestName = "an SDES with no end of items")]
    [TestCase("81CA0002 CAFEBABE 01026162", TestName = "an item that ends with its packet")]
    [TestCase("81CA0002 CAFEBABE 01FF6162", TestName = "an item past the end")]
    [TestCase("82CA0002 CAFEBABE 01016100", TestName = "an SDES with a chunk too many")]
    [TestCase("81CB0000", TestName = "a BYE with a source too many")]
    [TestCase("81CB0002 CAFEBABE 04616263", TestName = "a reason past the end")]
    [TestCase("80CF0000", TestName = "an XR with no reporter")]
    [TestCase("80CF0002 CAFEBABE 04000002", TestName = "an XR block past the end")]
    [TestCase("80CF0003 CAFEBABE 04000001 00000000", TestName = "a reference time of four bytes")]
    [TestCase("80CF0003 CAFEBABE 05000001 00000000", TestName = "a DLRR of four bytes")]
    [TestCase("A0C90002 CAFEBABE 00000004 80C90001 CAFEBABE", TestName = "padding before the end")]
    [TestCase("A0C90002 CAFEBABE 00000000", TestName = "a padding of zero")]
    [TestCase("A0C90002 CAFEBABE 00000003", TestName = "a padding that is no multiple of four")]
    [TestCase("A0C90002 CAFEBABE 0000000C", TestName = "a padding longer than its packet")]
    [TestCase("A0C90002 CAFEBABE 00000008", TestName = "a padding over the reporter")]
    [TestCase("A0CE0000", TestName = "a padding of nothing")]
    public void A_malformed_compound_is_refused(string hex) => Assert.That(RtcpCompound.TryRead(Hex(hex), out _), Is.False);

    [Test]
    public void A_compound_cut_short_is_refused_but_between_its_packets()
    {
        byte[] bytes = ValidCompound(out HashSet<int> boundaries);
        for (int length = 0; length <= bytes.Length; length++)
        {
            Assert.That(RtcpCompound.TryRead(bytes.AsSpan(0, length), out _), Is.EqualTo(boundaries.Contains(length)), $"{length} bytes");
        }
    }

    [Test]
    public void Bits_that_flip_never_throw()
    {
        const int Seed = 3611;
        var random = new Random(Seed);
        byte[] valid = ValidCompound(out _);
        int accepted = 0;
        for (int round = 0; round < 100_000; round++)
        {
            byte[] bytes = valid.ToArray();
            for (int flips = random.Next(1, 8); flips > 0; flips--)
            {
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            }

            if (!RtcpCompound.TryRead(bytes, out RtcpCompound compound))
            {
                continue;
            }

            accepted++;
            while (compound.TryReadNext(out RtcpPacket packet))
            {
                Exercise(packet);
            }
        }

        Assert.That(accepted, Is.GreaterThan(1000), $"seed {Seed}: too few were accepted to have tested anything");
    }

    [Test]
    public void Time_wraps_and_is_told_in_sixty_five_thousandths_of_a_second()
    {
        Assert.That(NtpTimestamp.From(DateTimeOffset.UnixEpoch), Is.EqualTo(new NtpTimestamp(2_208_988_800UL << 32)));
        Assert.That(
            NtpTimestamp.From(new DateTimeOffset(2036, 2, 7, 6, 28, 16, TimeSpan.Zero)),
            Is.EqualTo(new NtpTimestamp(0)),
            "the end of the era");
        Assert.That(new NtpTimestamp(0).AddNanoseconds(1_500_000_000).Value, Is.EqualTo(0x1_8000_0000));
        Assert.That(new NtpTimestamp(0).AddNanoseconds(-500_000_000).Value, Is.EqualTo(0xFFFF_FFFF_8000_0000));
        Assert.That(new NtpTimestamp(0x0102_0304_0506_0708).Compact, Is.EqualTo(0x0304_0506));
        Assert.That(CompactNtp.From(TimeSpan.FromSeconds(1.5)), Is.EqualTo(98_304));
        Assert.That(CompactNtp.From(TimeSpan.FromSeconds(-1)), Is.Zero);
        Assert.That(CompactNtp.From(TimeSpan.FromDays(1)), Is.EqualTo(uint.MaxValue));
    }

    // A is 0xB710:8000 as in RFC 3550, 6.4.1: 46864.500 s; LSR 46853.125 s; DLSR 5.250 s.
    [TestCase(0xB705_2000u, 0x0005_4000u, 6125.0)]
    [TestCase(0u, 0x0005_4000u, null, TestName = "no round trip before the peer has a report")]
    [TestCase(0xB710_8000u, 0u, 0.0, TestName = "a round trip of nothing")]
    [TestCase(0xB710_8010u, 0u, 0.0, TestName = "a round trip that rounding made negative")]
    [TestCase(0xB711_8000u, 0u, null, TestName = "a report from the future")]
    [TestCase(0xB705_2000u, 0x0500_0000u, null, TestName = "a delay longer than the time that passed")]
    [TestCase(0xB6D0_0000u, 0u, null, TestName = "a round trip of a minute and more")]
    public void The_round_trip_is_that_of_the_RFC_s_example(uint lastReport, uint delay, double? milliseconds) =>
        Assert.That(
            CompactNtp.RoundTrip(new NtpTimestamp(0xB44D_B710_8000_0000), lastReport, delay)?.TotalMilliseconds,
            Is.EqualTo(milliseconds));

    private static void Exercise(in RtcpPacket packet)
    {
        if (ReportPacket.TryRead(packet, out ReportPacket report))
        {
            _ = report.TryGetBlock(1, out _);
        }

        if (SourceDescription.TryRead(packet, out SourceDescription description))
        {
            _ = description.TryGetCname(1, out _);
        }

        if (Goodbye.TryRead(packet, out Goodbye goodbye))
        {
            for (int i = 0; i < goodbye.Count; i++)
            {
                _ = goodbye.GetSsrc(i);
            }
        }

        if (ExtendedReport.TryRead(packet, out ExtendedReport extended))
        {
            _ = extended.TryGetReferenceTime(out _);
            _ = extended.TryGetDelay(1, out _);
        }
    }

    private static byte[] ValidCompound(out HashSet<int> boundaries)
    {
        var ends = new HashSet<int>();
        byte[] bytes = Write((ref RtcpWriter writer) =>
        {
            writer.WriteReport(Ssrc, new SenderInfo(new NtpTimestamp(1), new RtpTimestamp(2), 3, 4), [Block, Block with { Ssrc = 1 }]);
            ends.Add(writer.Length);
            writer.WriteReport(Ssrc, null, [Block]);
            ends.Add(writer.Length);
            writer.WriteCname(Ssrc, "name"u8);
            ends.Add(writer.Length);
            writer.WriteDelays(Ssrc, [new DelaySinceReceiverReport(1, 2, 3), new DelaySinceReceiverReport(4, 5, 6)]);
            ends.Add(writer.Length);
            writer.WriteReferenceTime(Ssrc, new NtpTimestamp(7));
            ends.Add(writer.Length);
            writer.WriteGoodbye(Ssrc);
            ends.Add(writer.Length);
        });
        boundaries = ends;
        return bytes;
    }

    private static Gen<(uint Ssrc, SenderInfo? Sender, ReportBlock[] Blocks)> Reports()
    {
        Gen<uint> word = Gen.Choose(int.MinValue, int.MaxValue).Select(i => unchecked((uint)i));
        Gen<ReportBlock> block =
            from ssrc in word
            from fraction in Gen.Choose(0, 255)
            from cumulative in Gen.Choose(ReportBlock.MinCumulativeLost, ReportBlock.MaxCumulativeLost)
            from highest in word
            from jitter in word
            from last in word
            from delay in word
            select new ReportBlock(ssrc, (byte)fraction, cumulative, highest, jitter, last, delay);
        Gen<SenderInfo?> sender =
            from isSender in Gen.Elements(true, false)
            from ntp in word
            from fraction in word
            from rtp in word
            from packets in word
            from octets in word
            select isSender
                ? new SenderInfo(new NtpTimestamp(((ulong)ntp << 32) | fraction), new RtpTimestamp(rtp), packets, octets)
                : (SenderInfo?)null;
        return
            from ssrc in word
            from info in sender
            from count in Gen.Choose(0, 31)
            from blocks in block.ArrayOf(count)
            select (ssrc, info, blocks);
    }

    private static Gen<DelaySinceReceiverReport[]> Delays() =>
        (from ssrc in Gen.Choose(0, 20)
         from last in Gen.Choose(0, int.MaxValue)
         from delay in Gen.Choose(0, int.MaxValue)
         select new DelaySinceReceiverReport((uint)ssrc, (uint)last, (uint)delay)).ArrayOf();

    private static bool First(byte[] bytes, out RtcpPacket packet)
    {
        packet = default;
        return RtcpCompound.TryRead(bytes, out RtcpCompound compound) && compound.TryReadNext(out packet);
    }

    private delegate void WriteAction(ref RtcpWriter writer);

    private static byte[] Write(WriteAction write)
    {
        var bytes = new byte[8192];
        var writer = new RtcpWriter(bytes);
        write(ref writer);
        return bytes[..writer.Length];
    }

    private static byte[] Hex(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
