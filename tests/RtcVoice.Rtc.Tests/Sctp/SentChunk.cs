using RtcVoice.Rtc.Sctp.Wire;

namespace RtcVoice.Rtc.Tests.Sctp;

/// <summary>A chunk that an association sent, and the packet that carried it.</summary>
internal sealed record SentChunk(uint VerificationTag, int PacketId, byte[] Bytes)
{
    private static int _lastPacketId;

    public ChunkType Type => (ChunkType)Bytes[0];

    public byte Flags => Bytes[1];

    public ReadOnlySpan<byte> Value => Bytes.AsSpan(Chunk.HeaderLength);

    public Tsn DataTsn => AsData().Tsn;

    public byte[] DataPayload => AsData().Payload.ToArray();

    public static List<SentChunk> Split(ReadOnlySpan<byte> packet)
    {
        Assert.That(SctpCommonHeader.TryRead(packet, out SctpCommonHeader header), Is.True, "a sent packet has a right checksum");
        int packetId = Interlocked.Increment(ref _lastPacketId);
        var chunks = new List<SentChunk>();
        ReadOnlySpan<byte> rest = packet[SctpCommonHeader.Length..];
        while (Chunk.TryTake(ref rest, out Chunk chunk))
        {
            chunks.Add(new SentChunk(header.VerificationTag, packetId, chunk.Whole.ToArray()));
        }

        Assert.That(rest.IsEmpty, Is.True, "a sent packet is a whole number of chunks");
        return chunks;
    }

    public override string ToString() => $"{Type} in packet {PacketId}";

    public DataChunk AsData()
    {
        Assert.That(Type, Is.EqualTo(ChunkType.Data));
        Assert.That(DataChunk.TryRead(AsChunk(), out DataChunk data), Is.True);
        return data;
    }

    public SackChunk AsSack()
    {
        Assert.That(Type, Is.EqualTo(ChunkType.Sack));
        Assert.That(SackChunk.TryRead(AsChunk(), out SackChunk sack), Is.True);
        return sack;
    }

    public Chunk AsChunk()
    {
        ReadOnlySpan<byte> rest = Bytes;
        Assert.That(Chunk.TryTake(ref rest, out Chunk chunk), Is.True);
        return chunk;
    }
}
