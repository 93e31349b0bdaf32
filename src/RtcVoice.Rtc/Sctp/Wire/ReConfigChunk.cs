namespace RtcVoice.Rtc.Sctp.Wire;

/// <summary>RE-CONFIG: one or two requests or responses as parameters (RFC 6525 section 3.1).</summary>
internal static class ReConfigChunk
{
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +---------------+---------------+-------------------------------+
    // |  Type = 130   |  Chunk Flags  |         Chunk Length          |
    // +---------------+---------------+-------------------------------+
    // |                  Re-configuration Parameter                   |
    // +---------------------------------------------------------------+
    // |             Re-configuration Parameter (optional)             |
    // +---------------------------------------------------------------+

    /// <summary>RFC 6525 section 3.1 allows two parameters; what follows them is not read.</summary>
    public const int MaxParameters = 2;

    public static byte[] Create(ParameterType type, ReadOnlySpan<byte> parameterValue)
    {
        // The length of a chunk covers the padding between its parameters but not behind the last: written unpadded.
        Span<byte> value = new byte[Parameter.HeaderLength + parameterValue.Length];
        Parameter.Write(value, type, parameterValue);
        return Chunk.Create(ChunkType.ReConfig, 0, value);
    }
}
