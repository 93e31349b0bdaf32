using System.Buffers.Binary;
using RtcVoice.Rtc.Sctp;
using RtcVoice.Rtc.Sctp.Wire;
using RtcVoice.Timing;

namespace RtcVoice.Rtc.Tests.Sctp;

/// <summary>
/// A peer played by the test, chunk by chunk, against one association: for rules that no well-behaved peer would show.
/// </summary>
internal sealed class ScriptedPeer
{
    public const uint Tag = 0x0BADCAFE;

    /// <summary>The peer's first TSN: near the end of the number space, so that every test wraps.</summary>
    public static readonly Tsn InitialTsn = new(0xFFFF_FFFE);

    private readonly byte[] _buffer = new byte[1200];

    public ScriptedPeer(SctpOptions? options = null, bool connect = true, bool forwardTsn = true, bool reConfig = true, uint window = 100_000)
    {
        Association = new SctpAssociation(options ?? new SctpOptions(), SeededBytes.From(7));
        Parameters = new PeerParameters(Tag, window, 1024, 1024, InitialTsn, forwardTsn, reConfig);
        if (connect)
        {
            Connect();
        }
    }

    public SctpAssociation Association { get; }

    public PeerParameters Parameters { get; }

    /// <summary>The association's own tag and first TSN, known once it has answered INIT.</summary>
    public uint TheirTag { get; private set; }

    public Tsn TheirInitialTsn { get; private set; }

    public byte[] Cookie { get; private set; } = [];

    public Instant Now { get; set; } = Instant.Origin + TimeSpan.FromSeconds(10);

    public List<SctpEvent> Events { get; } = [];

    public List<byte[]> Messages { get; } = [];

    public void Connect()
    {
        RequestCookie();
        List<SentChunk> answer = SendChunks(CookieEcho());
        Assert.That(answer.Select(chunk => chunk.Type), Is.EqualTo(new[] { ChunkType.CookieAck }));
        Assert.That(Association.State, Is.EqualTo(SctpState.Established));
        Drain();
    }

    /// <summary>Sends INIT and remembers what INIT ACK says.</summary>
    public void RequestCookie(uint? tag = null)
    {
        PeerParameters parameters = Parameters with { Tag = tag ?? Tag };
        List<SentChunk> answer = SendPacket(0, Init(parameters));
        Assert.That(answer.Select(chunk => chunk.Type), Is.EqualTo(new[] { ChunkType.InitAck }));
        byte[] ack = answer[0].Bytes;
        ReadOnlySpan<byte> rest = ack;
        Assert.That(Chunk.TryTake(ref rest, out Chunk chunk) && InitChunk.TryRead(chunk, out InitChunk init) && Learn(init), Is.True);
    }

    public byte[] CookieEcho() => Chunk.Create(ChunkType.CookieEcho, 0, Cookie);

    public static byte[] Init(PeerParameters parameters) => Raw(ChunkType.Init, 0, InitValue(parameters));

    public static byte[] Raw(ChunkType type, byte flags, ReadOnlySpan<byte> value) => Chunk.Create(type, flags, value);

    public static byte[] Data(Tsn tsn, ushort streamId, ushort ssn, ReadOnlySpan<byte> payload, byte flags = 0x03, uint protocol = 53)
    {
        byte[] value = new byte[DataChunk.FixedValueLength + payload.Length];
        BinaryPrimitives.WriteUInt32BigEndian(value, tsn.Value);
        BinaryPrimitives.WriteUInt16BigEndian(value.AsSpan(4), streamId);
        BinaryPrimitives.WriteUInt16BigEndian(value.AsSpan(6), ssn);
        BinaryPrimitives.WriteUInt32BigEndian(value.AsSpan(8), protocol);
        payload.CopyTo(value.AsSpan(DataChunk.FixedValueLength));
        return Raw(ChunkType.Data, flags, value);
    }

    public static byte[] Sack(Tsn cumulative, uint window, params (ushort Start, ushort End)[] blocks)
    {
        byte[] value = new byte[SackChunk.FixedValueLength + (4 * blocks.Length)];
        BinaryPrimitives.WriteUInt32BigEndian(value, cumulative.Value);
        BinaryPrimitives.WriteUInt32BigEndian(value.AsSpan(4), window);
        BinaryPrimitives.WriteUInt16BigEndian(value.AsSpan(8), (ushort)blocks.Length);
        for (int i = 0; i < blocks.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(value.AsSpan(12 + (4 * i)), blocks[i].Start);
            BinaryPrimitives.WriteUInt16BigEndian(value.AsSpan(14 + (4 * i)), blocks[i].End);
        }

        return Raw(ChunkType.Sack, 0, value);
    }

    public static byte[] ForwardTsn(Tsn cumulative, params SkippedStream[] skips)
    {
        byte[] packet = new byte[1200];
        var writer = new SctpPacketWriter(packet, default);
        ForwardTsnChunk.Write(ref writer, cumulative, skips);
        return packet[SctpCommonHeader.Length..writer.Finish()];
    }

    /// <summary>Sends chunks in one packet with the right tag; returns the chunks of all packets that come back.</summary>
    public List<SentChunk> SendChunks(params byte[][] chunks) => SendPacket(TheirTag, chunks);

    public List<SentChunk> SendPacket(uint tag, params byte[][] chunks)
    {
        Association.HandleDatagram(Packet(tag, chunks), Now);
        return Drain();
    }

    public static byte[] Packet(uint tag, params byte[][] chunks)
    {
        byte[] packet = new byte[SctpCommonHeader.Length + chunks.Sum(chunk => chunk.Length)];
        new SctpCommonHeader(5000, 5000, tag).Write(packet);
        int offset = SctpCommonHeader.Length;
        foreach (byte[] chunk in chunks)
        {
            chunk.CopyTo(packet, offset);
            offset += chunk.Length;
        }

        SctpCommonHeader.Seal(packet);
        return packet;
    }

    /// <summary>Lets time pass, serving timers as they fall due; returns what was sent meanwhile.</summary>
    public List<SentChunk> Pass(TimeSpan duration)
    {
        Instant end = Now + duration;
        var sent = new List<SentChunk>();
        while (Association.NextTimeout <= end)
        {
            Now = Instant.Later(Now, Association.NextTimeout);
            Association.HandleTimeout(Now);
            sent.AddRange(Drain());
        }

        Now = end;
        return sent;
    }

    public SendResult Send(ushort streamId, byte[] payload, SendOptions options = default) =>
        Association.TrySend(streamId, 53, payload, options, Now);

    /// <summary>Takes events and packets; returns the chunks of the packets.</summary>
    public List<SentChunk> Drain()
    {
        var sent = new List<SentChunk>();
        bool isBusy = true;
        while (isBusy)
        {
            isBusy = false;
            while (Association.TryPollEvent(out SctpEvent happened))
            {
                isBusy = true;
                Events.Add(happened);
                if (happened.Kind == SctpEventKind.Message)
                {
                    Messages.Add(happened.Payload.Span.ToArray());
                    Association.Release(happened.Payload);
                }
            }

            while (Association.TryPollTransmit(_buffer, out int length))
            {
                isBusy = true;
                sent.AddRange(SentChunk.Split(_buffer.AsSpan(0, length)));
            }
        }

        return sent;
    }

    private static byte[] InitValue(PeerParameters parameters)
    {
        byte[] value = new byte[InitChunk.FixedValueLength + (parameters.HasForwardTsn ? 4 : 0) + (parameters.HasReConfig ? 8 : 0)];
        BinaryPrimitives.WriteUInt32BigEndian(value, parameters.Tag);
        BinaryPrimitives.WriteUInt32BigEndian(value.AsSpan(4), parameters.ReceiverWindow);
        BinaryPrimitives.WriteUInt16BigEndian(value.AsSpan(8), parameters.OutboundStreams);
        BinaryPrimitives.WriteUInt16BigEndian(value.AsSpan(10), parameters.InboundStreams);
        BinaryPrimitives.WriteUInt32BigEndian(value.AsSpan(12), parameters.InitialTsn.Value);
        Span<byte> rest = value.AsSpan(InitChunk.FixedValueLength);
        if (parameters.HasReConfig)
        {
            rest = rest[Parameter.Write(rest, ParameterType.SupportedExtensions, [130])..];
        }

        if (parameters.HasForwardTsn)
        {
            Parameter.Write(rest, ParameterType.ForwardTsnSupported, []);
        }

        return value;
    }

    private bool Learn(in InitChunk ack)
    {
        TheirTag = ack.Parameters.Tag;
        TheirInitialTsn = ack.Parameters.InitialTsn;
        Cookie = ack.Cookie.ToArray();
        return true;
    }
}
