using System.Buffers.Binary;

namespace RtcVoice.Rtc.Sctp.Wire;

/// <summary>The answer to a re-configuration request (RFC 6525 section 4.4).</summary>
/// <param name="RequestNumber">The request that it answers.</param>
/// <param name="Result">What became of it.</param>
internal readonly record struct ReConfigResponse(Tsn RequestNumber, ResetResult Result)
{
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +-------------------------------+-------------------------------+
    // |     Parameter Type = 16       |  Parameter Length = 12 or 20  |
    // +-------------------------------+-------------------------------+
    // |         Re-configuration Response Sequence Number             |
    // +---------------------------------------------------------------+
    // |                            Result                             |
    // +---------------------------------------------------------------+
    public const int FixedLength = 8;

    public static bool TryRead(scoped in Parameter parameter, out ReConfigResponse response)
    {
        if (parameter.Value.Length < FixedLength)
        {
            response = default;
            return false;
        }

        response = new ReConfigResponse(
            new Tsn(BinaryPrimitives.ReadUInt32BigEndian(parameter.Value)),
            (ResetResult)BinaryPrimitives.ReadUInt32BigEndian(parameter.Value[4..]));
        return true;
    }

    /// <summary>A RE-CONFIG chunk with this response alone.</summary>
    public byte[] ToChunk()
    {
        Span<byte> value = stackalloc byte[FixedLength];
        BinaryPrimitives.WriteUInt32BigEndian(value, RequestNumber.Value);
        BinaryPrimitives.WriteUInt32BigEndian(value[4..], (uint)Result);
        return ReConfigChunk.Create(ParameterType.ReConfigResponse, value);
    }
}
