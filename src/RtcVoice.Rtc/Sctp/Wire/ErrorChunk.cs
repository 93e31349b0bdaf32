using System.Buffers.Binary;

namespace RtcVoice.Rtc.Sctp.Wire;

/// <summary>ABORT and ERROR: zero or more causes (RFC 9260 sections 3.3.7 and 3.3.10).</summary>
internal static class ErrorChunk
{
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +---------------+-------------+-+-------------------------------+
    // |  Type = 6, 9  |   Reserved  |T|            Length             |
    // +---------------+-------------+-+-------------------------------+
    // |          Cause Code           |         Cause Length          |
    // +-------------------------------+-------------------------------+
    // |                    Cause-Specific Information                 |
    // +---------------------------------------------------------------+

    /// <summary>The packet's tag is the receiver's own, reflected: its sender has no association (ABORT, SHUTDOWN COMPLETE).</summary>
    public const byte ReflectedTagFlag = 0x01;

    /// <summary>Information beyond this is cut off: a report is for a reader of logs, and must not fill packets.</summary>
    public const int MaxInformationLength = 64;

    /// <summary>An ABORT or ERROR with one cause.</summary>
    public static byte[] Create(ChunkType type, ErrorCause cause, ReadOnlySpan<byte> information, byte flags = 0)
    {
        if (information.Length > MaxInformationLength)
        {
            information = information[..MaxInformationLength];
        }

        Span<byte> value = new byte[Parameter.HeaderLength + information.Length];
        Parameter.Write(value, (ParameterType)cause, information);
        return Chunk.Create(type, flags, value);
    }

    /// <summary>The first cause of the chunk; <see cref="ErrorCause.None"/> when it names none.</summary>
    public static ErrorCause FirstCause(in Chunk chunk)
    {
        ReadOnlySpan<byte> rest = chunk.Value;
        return Parameter.TryTake(ref rest, out Parameter cause) ? (ErrorCause)cause.Type : ErrorCause.None;
    }

    /// <summary>An ERROR that says which stream does not exist.</summary>
    public static byte[] CreateInvalidStream(ushort streamId)
    {
        Span<byte> information = stackalloc byte[4];
        information.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(information, streamId);
        return Create(ChunkType.Error, ErrorCause.InvalidStreamIdentifier, information);
    }

    /// <summary>An ERROR that says by how many microseconds a cookie came too late.</summary>
    public static byte[] CreateStaleCookie(TimeSpan lateness)
    {
        Span<byte> information = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(information, (uint)Math.Min(uint.MaxValue, lateness.TotalMicroseconds));
        return Create(ChunkType.Error, ErrorCause.StaleCookie, information);
    }
}
