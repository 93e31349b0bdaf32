using RtcVoice.Fuzz.Engine;
using RtcVoice.Rtc.Sctp;
using RtcVoice.Rtc.Sctp.Wire;
using RtcVoice.Timing;

namespace RtcVoice.Fuzz.Targets;

/// <summary>The chunks of a packet (the input, behind a header that is right) lie in it; those that we write too are read as they were written.</summary>
internal sealed class SctpPacketTarget : IFuzzTarget
{
    private static readonly byte[] Secret = new byte[StateCookie.SecretLength];

    public static IEnumerable<byte[]> Seeds => [.. SctpSeeds.Chunks, [.. SctpSeeds.Chunks.SelectMany(chunk => chunk)]];

    public static IReadOnlyList<byte[]> Words => SctpSeeds.Chunks;

    public static void Fuzz(ReadOnlySpan<byte> data)
    {
        byte[] packet = [.. new byte[SctpCommonHeader.Length], .. data];
        new SctpCommonHeader(5000, 5000, 7).Write(packet);
        _ = SctpCommonHeader.TryRead(data, out _);
        SctpCommonHeader.Seal(packet);
        Invariant.Require(SctpCommonHeader.TryRead(packet, out SctpCommonHeader header) && header.VerificationTag == 7, "a sealed packet has its header");
        bool isWellFormed = Chunk.AreWellFormed(data);
        ReadOnlySpan<byte> rest = data;
        while (Chunk.TryTake(ref rest, out Chunk chunk))
        {
            Invariant.Require(data.Overlaps(chunk.Whole), "a chunk lies in its packet");
            Check(chunk);
        }

        Invariant.Require(data.IsEmpty || isWellFormed == rest.IsEmpty, "a packet is well formed when its chunks fill it");
        _ = StateCookie.TryOpen(data, Secret, out _);
    }

    private static void Check(in Chunk chunk)
    {
        ReadOnlySpan<byte> parameters = chunk.Value;
        while (Parameter.TryTake(ref parameters, out Parameter parameter))
        {
            _ = OutgoingResetRequest.TryRead(parameter, out OutgoingResetRequest request);
            for (int i = 0; i < request.StreamCount; i++)
            {
                _ = request.Stream(i);
            }

            _ = ReConfigResponse.TryRead(parameter, out _);
        }

        _ = ErrorChunk.FirstCause(chunk);
        if (SackChunk.TryRead(chunk, out SackChunk sack))
        {
            int end = 1;
            for (int i = 0; i < sack.BlockCount; i++)
            {
                (int start, int blockEnd) = sack.Block(i);
                Invariant.Require(start > end && blockEnd >= start, "gap blocks ascend");
                end = blockEnd;
            }
        }

        CheckData(chunk);
        CheckInit(chunk);
        CheckForward(chunk);
    }

    private static void CheckData(in Chunk chunk)
    {
        if (!DataChunk.TryRead(chunk, out DataChunk data))
        {
            return;
        }

        byte[] buffer = new byte[SctpCommonHeader.Length + Chunk.Padded(chunk.Whole.Length)];
        var writer = new SctpPacketWriter(buffer, default);
        DataChunk.Write(ref writer, chunk.Flags, data.Tsn, data.StreamId, data.Ssn, data.PayloadProtocol, data.Payload);
        ReadOnlySpan<byte> written = buffer.AsSpan(SctpCommonHeader.Length, writer.Finish() - SctpCommonHeader.Length);
        Invariant.Require(
            Chunk.TryTake(ref written, out Chunk again) && written.IsEmpty && again.Value.SequenceEqual(chunk.Value) && again.Flags == chunk.Flags,
            "DATA is written as it was read");
    }

    private static void CheckInit(in Chunk chunk)
    {
        if (!InitChunk.TryRead(chunk, out InitChunk init) || init.Cookie.Length + init.Unrecognized.Length > 1024)
        {
            return;
        }

        PeerParameters parameters = init.Parameters with { HasForwardTsn = true, HasReConfig = true };
        ReadOnlySpan<byte> written = InitChunk.Create(ChunkType.InitAck, parameters, init.Cookie, init.Unrecognized);
        bool isRead = Chunk.TryTake(ref written, out Chunk chunkAgain) && InitChunk.TryRead(chunkAgain, out InitChunk again)
            && again.Parameters == parameters && again.Cookie.SequenceEqual(init.Cookie);
        Invariant.Require(isRead, "INIT is written as it was read");

        byte[] cookie = new byte[StateCookie.Length];
        var state = new StateCookie(new Instant(1), 1, new Tsn(2), init.Parameters, 3, 4);
        state.Seal(cookie, Secret);
        Invariant.Require(StateCookie.TryOpen(cookie, Secret, out StateCookie opened) && opened == state, "a cookie opens as it was sealed");
    }

    private static void CheckForward(in Chunk chunk)
    {
        if (!ForwardTsnChunk.TryRead(chunk, out ForwardTsnChunk forward))
        {
            return;
        }

        var skips = new SkippedStream[forward.SkipCount];
        for (int i = 0; i < skips.Length; i++)
        {
            skips[i] = forward.Skip(i);
        }

        byte[] buffer = new byte[SctpCommonHeader.Length + Chunk.Padded(chunk.Whole.Length)];
        var writer = new SctpPacketWriter(buffer, default);
        ForwardTsnChunk.Write(ref writer, forward.NewCumulativeTsn, skips);
        ReadOnlySpan<byte> written = buffer.AsSpan(SctpCommonHeader.Length, writer.Finish() - SctpCommonHeader.Length);
        Invariant.Require(Chunk.TryTake(ref written, out Chunk again) && again.Value.SequenceEqual(chunk.Value), "FORWARD-TSN is written as it was read");
    }
}
