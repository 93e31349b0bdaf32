using RtcVoice.Rtc.Sctp.Wire;

namespace RtcVoice.Rtc.Tests.Sctp;

public class WireTests
{
    [Test]
    public void The_checksum_is_the_CRC32c_of_RFC_3720()
    {
        // RFC 3720 B.4: 32 bytes of zero have the CRC aa 36 91 8a, as they lie on the wire.
        byte[] packet = new byte[32];
        SctpCommonHeader.Seal(packet);
        Assert.That(packet[8..12], Is.EqualTo(new byte[] { 0xAA, 0x36, 0x91, 0x8A }));
    }

    [Test]
    public void The_checksum_field_counts_as_zero_whatever_it_holds()
    {
        byte[] packet = ScriptedPeer.Packet(0, ScriptedPeer.Raw(ChunkType.Heartbeat, 0, "123456789"u8));
        uint expected = SctpChecksum.Compute(packet);
        packet.AsSpan(SctpCommonHeader.ChecksumOffset, 4).Fill(0xEE);
        Assert.That(SctpChecksum.Compute(packet), Is.EqualTo(expected));
    }

    [Test]
    public void A_packet_with_one_flipped_bit_is_not_read()
    {
        byte[] packet = ScriptedPeer.Packet(5, ScriptedPeer.Raw(ChunkType.CookieAck, 0, []));
        Assert.That(SctpCommonHeader.TryRead(packet, out SctpCommonHeader header), Is.True);
        Assert.That(header, Is.EqualTo(new SctpCommonHeader(5000, 5000, 5)));
        for (int bit = 0; bit < packet.Length * 8; bit++)
        {
            packet[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.That(SctpCommonHeader.TryRead(packet, out _), Is.False, $"bit {bit}");
            packet[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Test]
    public void TSNs_wrap()
    {
        var last = new Tsn(uint.MaxValue);
        Assert.That(last.Next, Is.EqualTo(new Tsn(0)));
        Assert.That(last < last.Next, Is.True);
        Assert.That(last.Next > last, Is.True);
        Assert.That((last + 5) - last, Is.EqualTo(5));
        Assert.That(last - (last + 5), Is.EqualTo(-5));
        Assert.That(new Ssn(65535) < new Ssn(0), Is.True);
        Assert.That(new Ssn(65535).Next, Is.EqualTo(new Ssn(0)));
    }

    [TestCase(new byte[] { }, TestName = "No chunk at all is not well formed")]
    [TestCase(new byte[] { 0, 0, 0 }, TestName = "Half a chunk header is not well formed")]
    [TestCase(new byte[] { 0, 0, 0, 3 }, TestName = "A chunk shorter than its header is not well formed")]
    [TestCase(new byte[] { 0, 0, 0, 8, 1, 2, 3 }, TestName = "A chunk longer than its packet is not well formed")]
    [TestCase(new byte[] { 11, 0, 0, 4, 11, 0, 0, 0 }, TestName = "A lying length behind a good chunk is not well formed")]
    public void Chunks_that_lie_about_their_length_are_not_well_formed(byte[] chunks) =>
        Assert.That(Chunk.AreWellFormed(chunks), Is.False);

    [Test]
    public void A_last_chunk_without_its_padding_is_forgiven() =>
        Assert.That(Chunk.AreWellFormed([4, 0, 0, 5, 9]), Is.True);

    [Test]
    public void An_INIT_reads_as_it_was_written()
    {
        var ours = new PeerParameters(1, 2, 3, 4, new Tsn(5), HasForwardTsn: true, HasReConfig: true);
        byte[] cookie = [1, 2, 3, 4, 5];
        byte[] chunk = InitChunk.Create(ChunkType.InitAck, ours, cookie, [0xC1, 0x23, 0, 4]);
        ReadOnlySpan<byte> rest = chunk;
        Assert.That(Chunk.TryTake(ref rest, out Chunk read), Is.True);
        Assert.That(InitChunk.TryRead(read, out InitChunk init), Is.True);
        Assert.That(init.Parameters, Is.EqualTo(ours));
        Assert.That(init.Cookie.ToArray(), Is.EqualTo(cookie));
    }

    [Test]
    public void An_unknown_parameter_of_INIT_is_reported_if_it_asks_for_that()
    {
        byte[] init = [.. ScriptedPeer.Init(new PeerParameters(1, 2000, 1, 1, default, false, false)), 0xC1, 0x23, 0, 6, 7, 7, 0, 0];
        init[3] += 8;
        ReadOnlySpan<byte> rest = init;
        Assert.That(Chunk.TryTake(ref rest, out Chunk chunk), Is.True);
        Assert.That(InitChunk.TryRead(chunk, out InitChunk read), Is.True);
        Assert.That(read.Unrecognized.ToArray(), Is.EqualTo(new byte[] { 0xC1, 0x23, 0, 6, 7, 7 }));
    }

    [Test]
    public void A_SACK_whose_blocks_descend_overlap_or_touch_the_cumulative_TSN_is_not_read()
    {
        (ushort, ushort)[][] wrong = [[(5, 4)], [(2, 4), (4, 6)], [(5, 6), (2, 3)], [(1, 3)], [(0, 0)]];
        foreach ((ushort, ushort)[] blocks in wrong)
        {
            ReadOnlySpan<byte> rest = ScriptedPeer.Sack(default, 0, blocks);
            Chunk.TryTake(ref rest, out Chunk chunk);
            Assert.That(SackChunk.TryRead(chunk, out _), Is.False);
        }
    }

    [Test]
    public void A_SACK_that_counts_more_blocks_than_it_has_is_not_read()
    {
        byte[] sack = ScriptedPeer.Sack(default, 0, (2, 3));
        sack[Chunk.HeaderLength + 9] = 2;
        ReadOnlySpan<byte> rest = sack;
        Chunk.TryTake(ref rest, out Chunk chunk);
        Assert.That(SackChunk.TryRead(chunk, out _), Is.False);
    }

    [Test]
    public void A_FORWARD_TSN_reads_as_it_was_written()
    {
        ReadOnlySpan<byte> rest = ScriptedPeer.ForwardTsn(new Tsn(9), new SkippedStream(1, new Ssn(2)), new SkippedStream(3, new Ssn(4)));
        Chunk.TryTake(ref rest, out Chunk chunk);
        Assert.That(ForwardTsnChunk.TryRead(chunk, out ForwardTsnChunk forward), Is.True);
        Assert.That(forward.NewCumulativeTsn, Is.EqualTo(new Tsn(9)));
        Assert.That(forward.SkipCount, Is.EqualTo(2));
        Assert.That(forward.Skip(1), Is.EqualTo(new SkippedStream(3, new Ssn(4))));
    }

    [Test]
    public void A_reset_request_reads_as_it_was_written()
    {
        ReadOnlySpan<byte> rest = OutgoingResetRequest.Create(new Tsn(1), new Tsn(2), new Tsn(3), [4, 5, 6]);
        Chunk.TryTake(ref rest, out Chunk chunk);
        Assert.That(chunk.Whole.Length, Is.EqualTo(4 + 4 + 12 + 6), "the last parameter's padding is not counted");
        ReadOnlySpan<byte> parameters = chunk.Value;
        Assert.That(Parameter.TryTake(ref parameters, out Parameter parameter), Is.True);
        Assert.That(OutgoingResetRequest.TryRead(parameter, out OutgoingResetRequest request), Is.True);
        Assert.That(request.RequestNumber, Is.EqualTo(new Tsn(1)));
        Assert.That(request.LastAssignedTsn, Is.EqualTo(new Tsn(3)));
        Assert.That(request.StreamCount, Is.EqualTo(3));
        Assert.That(request.Stream(2), Is.EqualTo(6));
    }
}
