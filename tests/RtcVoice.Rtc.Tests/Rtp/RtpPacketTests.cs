using RtcVoice.Rtc.Rtp;

namespace RtcVoice.Rtc.Tests.Rtp;

[TestFixture]
internal sealed class RtpPacketTests
{
    private const string Fixed = "80EF1234DECAFBADCAFEBABE";

    private static readonly RtpHeader Header = new(111, IsMarked: true, 0x1234, new RtpTimestamp(0xDECAFBAD), 0xCAFEBABE);

    [Test]
    public void A_header_is_written_as_the_RFC_draws_it()
    {
        var bytes = new byte[RtpHeader.Size];
        Header.Write(bytes);
        Assert.That(Convert.ToHexString(bytes), Is.EqualTo(Fixed));
    }

    [Test]
    public void A_header_is_not_written_into_too_small_a_place() =>
        Assert.That(() => Header.Write(new byte[RtpHeader.Size - 1]), Throws.ArgumentException);

    [Test]
    public void A_written_header_reads_back()
    {
        byte[] bytes = Bytes(Fixed + "AABB");
        Assert.That(RtpPacket.TryRead(bytes, out RtpPacket packet), Is.True);
        Assert.That(packet.Header, Is.EqualTo(Header));
        Assert.That(packet.Payload.ToArray(), Is.EqualTo(Bytes("AABB")));
        Assert.That(packet.CsrcCount, Is.Zero);
    }

    [Test]
    public void A_packet_may_have_no_payload()
    {
        Assert.That(RtpPacket.TryRead(Bytes(Fixed), out RtpPacket packet), Is.True);
        Assert.That(packet.Payload.IsEmpty, Is.True);
    }

    [Test]
    public void Contributing_sources_are_read_in_order()
    {
        Assert.That(RtpPacket.TryRead(Bytes("82EF1234DECAFBADCAFEBABE 00000001 00000002 99"), out RtpPacket packet), Is.True);
        Assert.That(packet.CsrcCount, Is.EqualTo(2));
        Assert.That((packet.GetCsrc(0), packet.GetCsrc(1)), Is.EqualTo((1u, 2u)));
        Assert.That(packet.Payload.ToArray(), Is.EqualTo(Bytes("99")));
        uint PastTheEnd()
        {
            RtpPacket.TryRead(Bytes(Fixed), out RtpPacket none);
            return none.GetCsrc(0);
        }

        Assert.That(PastTheEnd, Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    // The audio level under ID 1: voice at -5 dBov.
    [TestCase("90EF1234DECAFBADCAFEBABE BEDE0001 10850000 AABB", TestName = "in the one-byte form")]
    [TestCase("90EF1234DECAFBADCAFEBABE BEDE0002 2201020300 1085 00 AABB", TestName = "after another one-byte element and padding")]
    [TestCase("90EF1234DECAFBADCAFEBABE 10000001 01018500 AABB", TestName = "in the two-byte form")]
    [TestCase("90EF1234DECAFBADCAFEBABE 100F0002 0001028500 020000 AABB", TestName = "in the two-byte form with a byte more than it needs")]
    [TestCase("90EF1234DECAFBADCAFEBABE 10000002 0200000001018500 AABB", TestName = "after an empty two-byte element")]
    [TestCase("90EF1234DECAFBADCAFEBABE BEDE0001 1085F000 AABB", TestName = "before the reserved ID 15")]
    [TestCase("90EF1234DECAFBADCAFEBABE BEDE0001 108501FF AABB", TestName = "before an ID 0 that has a length")]
    public void The_audio_level_is_found(string hex)
    {
        Assert.That(RtpPacket.TryRead(Bytes(hex), out RtpPacket packet), Is.True);
        Assert.That(packet.Extensions.TryGetAudioLevel(1, out AudioLevel level), Is.True);
        Assert.That(level, Is.EqualTo(new AudioLevel(IsVoice: true, 5)));
        Assert.That(packet.Payload.ToArray(), Is.EqualTo(Bytes("AABB")));
    }

    [TestCase("90EF1234DECAFBADCAFEBABE BEDE0001 10850000", 2, TestName = "under an ID that is not there")]
    [TestCase("90EF1234DECAFBADCAFEBABE BEDE0001 F0001085", 1, TestName = "behind the reserved ID 15")]
    [TestCase("90EF1234DECAFBADCAFEBABE BEDE0001 01001085", 1, TestName = "behind an ID 0 that has a length")]
    [TestCase("90EF1234DECAFBADCAFEBABE ABCD0001 10850000", 1, TestName = "in a profile that is not ours")]
    [TestCase("90EF1234DECAFBADCAFEBABE BEDE0000", 1, TestName = "in an empty extension")]
    [TestCase("90EF1234DECAFBADCAFEBABE 10000001 01000000", 1, TestName = "in an empty element")]
    [TestCase(Fixed, 1, TestName = "where there is no extension")]
    public void The_audio_level_is_missed(string hex, int id)
    {
        Assert.That(RtpPacket.TryRead(Bytes(hex), out RtpPacket packet), Is.True);
        Assert.That(packet.Extensions.TryGetAudioLevel(id, out _), Is.False);
    }

    [TestCase("A0EF1234DECAFBADCAFEBABE AABB0002", "AABB")]
    [TestCase("A0EF1234DECAFBADCAFEBABE 00000004", "")]
    [TestCase("A0EF1234DECAFBADCAFEBABE AABB01", "AABB")]
    public void Padding_is_taken_off(string hex, string payload)
    {
        Assert.That(RtpPacket.TryRead(Bytes(hex), out RtpPacket packet), Is.True);
        Assert.That(packet.Payload.ToArray(), Is.EqualTo(Bytes(payload)));
    }

    [TestCase("", TestName = "nothing at all")]
    [TestCase("80EF1234DECAFBADCAFEBA", TestName = "eleven bytes")]
    [TestCase("40EF1234DECAFBADCAFEBABE", TestName = "version 1")]
    [TestCase("C0EF1234DECAFBADCAFEBABE", TestName = "version 3")]
    [TestCase("81EF1234DECAFBADCAFEBABE 000000", TestName = "a CSRC list past the end")]
    [TestCase("90EF1234DECAFBADCAFEBABE BEDE00", TestName = "an extension header past the end")]
    [TestCase("90EF1234DECAFBADCAFEBABE BEDE0001 108500", TestName = "an extension past the end")]
    [TestCase("90EF1234DECAFBADCAFEBABE BEDEFFFF 10850000", TestName = "an extension of 256 KB")]
    [TestCase("90EF1234DECAFBADCAFEBABE BEDE0001 10850013", TestName = "a one-byte element past its block")]
    [TestCase("90EF1234DECAFBADCAFEBABE 10000001 01048500", TestName = "a two-byte element past its block")]
    [TestCase("90EF1234DECAFBADCAFEBABE 10000001 00000001", TestName = "a two-byte element with no length")]
    [TestCase("A0EF1234DECAFBADCAFEBABE", TestName = "padding of nothing")]
    [TestCase("A0EF1234DECAFBADCAFEBABE AABB00", TestName = "a padding count of zero")]
    [TestCase("A0EF1234DECAFBADCAFEBABE AABB04", TestName = "more padding than payload")]
    public void A_malformed_packet_is_refused(string hex) => Assert.That(RtpPacket.TryRead(Bytes(hex), out _), Is.False);

    [Test]
    public void Hostile_bytes_never_throw_and_every_part_lies_within_the_packet()
    {
        const int Seed = 3550;
        var random = new Random(Seed);
        var bytes = new byte[80];
        int read = 0;
        for (int i = 0; i < 200_000; i++)
        {
            Span<byte> packet = bytes.AsSpan(0, random.Next(bytes.Length));
            random.NextBytes(packet);
            if (packet.Length > 0)
            {
                packet[0] = (byte)(0x80 | (packet[0] & 0x33));
            }

            if (packet.Length > 16 && random.Next(2) == 0)
            {
                // Most random extensions claim more than there is; make some plausible.
                packet[12] = random.Next(2) == 0 ? (byte)0xBE : (byte)0x10;
                packet[13] = packet[12] == 0xBE ? (byte)0xDE : (byte)0x00;
                packet[14] = 0;
                packet[15] = (byte)random.Next(5);
            }

            if (!RtpPacket.TryRead(packet, out RtpPacket parsed))
            {
                continue;
            }

            read++;
            for (int id = 0; id < 256; id++)
            {
                _ = parsed.Extensions.TryGet(id, out _);
            }

            Assert.That(RtpHeader.Size + (4 * parsed.CsrcCount) + parsed.Payload.Length, Is.LessThanOrEqualTo(packet.Length), $"seed {Seed}, round {i}");
        }

        Assert.That(read, Is.GreaterThan(10_000), $"seed {Seed}: too few packets were accepted to have tested anything");
    }

    [TestCase("80C8", true)]
    [TestCase("80C0", true)]
    [TestCase("80DF", true)]
    [TestCase("80E0", false)]
    [TestCase("80BF", false)]
    [TestCase("806F", false)]
    [TestCase("80EF", false)]
    [TestCase("80", false)]
    public void RTCP_is_told_from_RTP_by_its_second_byte(string hex, bool expected) =>
        Assert.That(RtpMultiplex.IsRtcp(Bytes(hex)), Is.EqualTo(expected));

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
