using System.Buffers.Binary;

namespace RtcVoice.Rtc.Sctp.Wire;

/// <summary>INIT and INIT ACK (RFC 9260 sections 3.3.2 and 3.3.3).</summary>
internal readonly ref struct InitChunk
{
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +---------------+---------------+-------------------------------+
    // |  Type = 1, 2  |  Chunk Flags  |            Length             |
    // +---------------+---------------+-------------------------------+
    // |                         Initiate Tag                          |
    // +---------------------------------------------------------------+
    // |          Advertised Receiver Window Credit (a_rwnd)           |
    // +-------------------------------+-------------------------------+
    // |   Number of Outbound Streams  |   Number of Inbound Streams   |
    // +-------------------------------+-------------------------------+
    // |                          Initial TSN                          |
    // +---------------------------------------------------------------+
    // |             Optional / Variable-Length Parameters             |
    // +---------------------------------------------------------------+
    public const int FixedValueLength = 16;

    private InitChunk(PeerParameters parameters, ReadOnlySpan<byte> cookie, ReadOnlySpan<byte> unrecognized)
    {
        Parameters = parameters;
        Cookie = cookie;
        Unrecognized = unrecognized;
    }

    public PeerParameters Parameters { get; }

    /// <summary>The state cookie of an INIT ACK; empty when there is none.</summary>
    public ReadOnlySpan<byte> Cookie { get; }

    /// <summary>The first parameter that is unknown and asks to be reported, whole; empty when there is none.</summary>
    public ReadOnlySpan<byte> Unrecognized { get; }

    public static bool TryRead(scoped in Chunk chunk, out InitChunk init)
    {
        init = default;
        ReadOnlySpan<byte> value = chunk.Value;
        if (value.Length < FixedValueLength)
        {
            return false;
        }

        bool hasForwardTsn = false;
        bool hasReConfig = false;
        ReadOnlySpan<byte> cookie = default;
        ReadOnlySpan<byte> unrecognized = default;
        ReadOnlySpan<byte> rest = value[FixedValueLength..];
        while (Parameter.TryTake(ref rest, out Parameter parameter))
        {
            switch (parameter.Type)
            {
                case ParameterType.StateCookie:
                    cookie = parameter.Value;
                    break;
                case ParameterType.ForwardTsnSupported:
                    hasForwardTsn = true;
                    break;
                case ParameterType.SupportedExtensions:
                    hasReConfig |= parameter.Value.Contains((byte)ChunkType.ReConfig);
                    hasForwardTsn |= parameter.Value.Contains((byte)ChunkType.ForwardTsn);
                    break;
                case ParameterType.UnrecognizedParameter:
                    break;
                default:
                    if (parameter.AsksForReport && unrecognized.IsEmpty)
                    {
                        unrecognized = parameter.Whole;
                    }

                    if (parameter.AsksToStop)
                    {
                        rest = default;
                    }

                    break;
            }
        }

        if (!rest.IsEmpty)
        {
            return false;
        }

        var parameters = new PeerParameters(
            BinaryPrimitives.ReadUInt32BigEndian(value),
            BinaryPrimitives.ReadUInt32BigEndian(value[4..]),
            BinaryPrimitives.ReadUInt16BigEndian(value[8..]),
            BinaryPrimitives.ReadUInt16BigEndian(value[10..]),
            new Tsn(BinaryPrimitives.ReadUInt32BigEndian(value[12..])),
            hasForwardTsn,
            hasReConfig);
        init = new InitChunk(parameters, cookie, unrecognized);
        return true;
    }

    /// <summary>An INIT (no cookie) or INIT ACK, with the extensions that we speak: FORWARD-TSN and RE-CONFIG.</summary>
    public static byte[] Create(ChunkType type, in PeerParameters ours, ReadOnlySpan<byte> cookie, ReadOnlySpan<byte> unrecognized)
    {
        // The length of a chunk counts the padding between parameters but not behind the last (RFC 9260 section 3.2).
        const int ExtensionsLength = Parameter.HeaderLength + 4;
        const int ForwardTsnLength = Parameter.HeaderLength;
        int cookieLength = cookie.IsEmpty ? 0 : Chunk.Padded(Parameter.HeaderLength + cookie.Length);
        int reportLength = unrecognized.IsEmpty ? 0 : Parameter.HeaderLength + unrecognized.Length;
        Span<byte> value = new byte[FixedValueLength + cookieLength + ExtensionsLength + ForwardTsnLength + reportLength];
        BinaryPrimitives.WriteUInt32BigEndian(value, ours.Tag);
        BinaryPrimitives.WriteUInt32BigEndian(value[4..], ours.ReceiverWindow);
        BinaryPrimitives.WriteUInt16BigEndian(value[8..], ours.OutboundStreams);
        BinaryPrimitives.WriteUInt16BigEndian(value[10..], ours.InboundStreams);
        BinaryPrimitives.WriteUInt32BigEndian(value[12..], ours.InitialTsn.Value);
        Span<byte> rest = value[FixedValueLength..];
        if (cookieLength > 0)
        {
            rest = rest[Parameter.Write(rest, ParameterType.StateCookie, cookie)..];
        }

        rest = rest[Parameter.Write(
            rest, ParameterType.SupportedExtensions, [(byte)ChunkType.ReConfig, (byte)ChunkType.ForwardTsn])..];
        rest = rest[Parameter.Write(rest, ParameterType.ForwardTsnSupported, [])..];
        if (reportLength > 0)
        {
            Parameter.Write(rest, ParameterType.UnrecognizedParameter, unrecognized);
        }

        return Chunk.Create(type, 0, value);
    }
}
