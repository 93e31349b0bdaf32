using System.Buffers.Binary;
using RtcVoice.Rtc.Sctp.Wire;
using RtcVoice.Timing;

namespace RtcVoice.Rtc.Sctp;

/// <summary>
/// HEARTBEAT (RFC 9260 section 8.3): measures the round trip of an idle association. Whether the path lives is for ICE
/// to say, so an unanswered one has no consequence.
/// </summary>
internal sealed class HeartbeatHandler
{
    /// <summary>A HEARTBEAT's information is sent back whole; beyond this it is not ours to carry.</summary>
    public const int MaxEchoLength = 256;

    private const int NonceLength = 8;

    private readonly Action<Span<byte>> _fillRandom;
    private ulong _nonce;
    private Instant _sentAt = Instant.Never;

    public HeartbeatHandler(Action<Span<byte>> fillRandom)
    {
        _fillRandom = fillRandom;
    }

    /// <summary>A HEARTBEAT to be sent now. Its information is a nonce, so that no one can answer for the peer.</summary>
    public byte[] CreateRequest(Instant now)
    {
        Span<byte> information = stackalloc byte[Parameter.HeaderLength + NonceLength];
        Span<byte> nonce = information[Parameter.HeaderLength..];
        _fillRandom(nonce);
        _nonce = BinaryPrimitives.ReadUInt64BigEndian(nonce);
        _sentAt = now;
        Parameter.Write(information, ParameterType.HeartbeatInfo, nonce);
        return Chunk.Create(ChunkType.Heartbeat, 0, information);
    }

    /// <summary>The answer to the peer's HEARTBEAT: its own words. None if they are too long.</summary>
    public static bool TryCreateAck(in Chunk request, out byte[] ack)
    {
        ack = request.Value.Length <= MaxEchoLength ? Chunk.Create(ChunkType.HeartbeatAck, 0, request.Value) : [];
        return ack.Length > 0;
    }

    /// <summary>The round trip that the answer to our last HEARTBEAT shows.</summary>
    public bool TryMeasure(in Chunk ack, Instant now, out TimeSpan roundTrip)
    {
        roundTrip = default;
        ReadOnlySpan<byte> rest = ack.Value;
        if (_sentAt.IsNever
            || !Parameter.TryTake(ref rest, out Parameter information)
            || information.Type != ParameterType.HeartbeatInfo
            || information.Value.Length != NonceLength
            || BinaryPrimitives.ReadUInt64BigEndian(information.Value) != _nonce)
        {
            return false;
        }

        roundTrip = now - _sentAt;
        _sentAt = Instant.Never;
        return true;
    }
}
