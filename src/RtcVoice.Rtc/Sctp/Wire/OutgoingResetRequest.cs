using System.Buffers.Binary;

namespace RtcVoice.Rtc.Sctp.Wire;

/// <summary>The sender resets streams that it sends on (RFC 6525 section 4.1).</summary>
internal readonly ref struct OutgoingResetRequest
{
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +-------------------------------+-------------------------------+
    // |     Parameter Type = 13       | Parameter Length = 16 + 2 * N |
    // +-------------------------------+-------------------------------+
    // |           Re-configuration Request Sequence Number            |
    // +---------------------------------------------------------------+
    // |           Re-configuration Response Sequence Number           |
    // +---------------------------------------------------------------+
    // |                Sender's Last Assigned TSN                     |
    // +-------------------------------+-------------------------------+
    // |  Stream Number 1 (optional)   |    Stream Number 2 (optional) |
    // +-------------------------------+-------------------------------+
    public const int FixedLength = 12;

    private readonly ReadOnlySpan<byte> _streams;

    private OutgoingResetRequest(ReadOnlySpan<byte> value)
    {
        RequestNumber = new Tsn(BinaryPrimitives.ReadUInt32BigEndian(value));
        LastAssignedTsn = new Tsn(BinaryPrimitives.ReadUInt32BigEndian(value[8..]));
        _streams = value[FixedLength..];
    }

    /// <summary>Request numbers begin at the sender's initial TSN and share its arithmetic.</summary>
    public Tsn RequestNumber { get; }

    /// <summary>The reset happens once everything up to this has arrived.</summary>
    public Tsn LastAssignedTsn { get; }

    /// <summary>Zero means every stream.</summary>
    public int StreamCount => _streams.Length / 2;

    public ushort Stream(int index) => BinaryPrimitives.ReadUInt16BigEndian(_streams[(index * 2)..]);

    public static bool TryRead(scoped in Parameter parameter, out OutgoingResetRequest request)
    {
        if (parameter.Value.Length < FixedLength || parameter.Value.Length % 2 != 0)
        {
            request = default;
            return false;
        }

        request = new OutgoingResetRequest(parameter.Value);
        return true;
    }

    /// <summary>A RE-CONFIG chunk with this request alone.</summary>
    public static byte[] Create(Tsn requestNumber, Tsn responseNumber, Tsn lastAssignedTsn, ReadOnlySpan<ushort> streams)
    {
        Span<byte> value = new byte[FixedLength + (streams.Length * 2)];
        BinaryPrimitives.WriteUInt32BigEndian(value, requestNumber.Value);
        BinaryPrimitives.WriteUInt32BigEndian(value[4..], responseNumber.Value);
        BinaryPrimitives.WriteUInt32BigEndian(value[8..], lastAssignedTsn.Value);
        for (int i = 0; i < streams.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(value[(FixedLength + (i * 2))..], streams[i]);
        }

        return ReConfigChunk.Create(ParameterType.OutgoingResetRequest, value);
    }
}
