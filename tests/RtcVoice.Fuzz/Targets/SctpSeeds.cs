using RtcVoice.Rtc.Sctp.Wire;

namespace RtcVoice.Fuzz.Targets;

/// <summary>SCTP chunks of every kind.</summary>
internal static class SctpSeeds
{
    private static readonly PeerParameters Peer = new(0x0BAD_CAFE, 100_000, 64, 64, new Tsn(1), HasForwardTsn: true, HasReConfig: true);

    /// <summary>A request to reset a stream.</summary>
    public static byte[] ReConfig { get; } = OutgoingResetRequest.Create(new Tsn(1), new Tsn(1), new Tsn(1), [1]);

    /// <summary>A message given up.</summary>
    public static byte[] ForwardTsn { get; } = Write(static (ref SctpPacketWriter packet) =>
        ForwardTsnChunk.Write(ref packet, new Tsn(5), [new SkippedStream(3, new Ssn(2))]));

    /// <summary>Chunks by themselves.</summary>
    public static IReadOnlyList<byte[]> Chunks { get; } =
    [
        InitChunk.Create(ChunkType.Init, Peer, [], []),
        InitChunk.Create(ChunkType.InitAck, Peer, new byte[76], [0xC0, 0x01, 0, 4]),
        ReConfig,
        ForwardTsn,
        new ReConfigResponse(new Tsn(1), (ResetResult)1).ToChunk(),
        Write(static (ref SctpPacketWriter packet) => DataChunk.Write(ref packet, 3, new Tsn(1), 1, new Ssn(0), 53, [1, 2, 3])),
        Write(static (ref SctpPacketWriter packet) => DataChunk.Write(ref packet, 0x0E, new Tsn(2), 1, new Ssn(0), 51, [1, 2, 3, 4])),
        Chunk.Create(ChunkType.Sack, 0, [0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 1, 0, 2, 0, 3, 0, 0, 0, 1]),
        Chunk.Create(ChunkType.Heartbeat, 0, [0, 1, 0, 8, 1, 2, 3, 4]),
        Chunk.Create(ChunkType.HeartbeatAck, 0, [0, 1, 0, 8, 1, 2, 3, 4]),
        Chunk.Create(ChunkType.Shutdown, 0, [0, 0, 0, 1]),
        Chunk.Create(ChunkType.ShutdownAck, 0, []),
        Chunk.Create(ChunkType.ShutdownComplete, 1, []),
        Chunk.Create(ChunkType.CookieEcho, 0, new byte[76]),
        Chunk.Create(ChunkType.CookieAck, 0, []),
        Chunk.Create((ChunkType)0xC1, 0, [1, 2, 3, 4]),
        Chunk.Create((ChunkType)0x41, 0, [1, 2, 3, 4]),
        ErrorChunk.CreateInvalidStream(7),
        ErrorChunk.CreateStaleCookie(TimeSpan.FromSeconds(1)),
        ErrorChunk.Create(ChunkType.Abort, ErrorCause.UserInitiatedAbort, [1]),
    ];

    private static byte[] Write(Content write)
    {
        byte[] buffer = new byte[512];
        var writer = new SctpPacketWriter(buffer, default);
        write(ref writer);
        return buffer[SctpCommonHeader.Length..writer.Finish()];
    }

    private delegate void Content(ref SctpPacketWriter packet);
}
