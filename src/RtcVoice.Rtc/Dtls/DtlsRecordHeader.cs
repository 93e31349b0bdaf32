using System.Buffers.Binary;

namespace RtcVoice.Rtc.Dtls;

/// <summary>The header of a DTLS 1.2 record (RFC 6347 section 4.1).</summary>
/// <param name="Type">What the record carries; any byte, also one that no RFC names.</param>
/// <param name="Version">The version on the wire: 0xfeff is DTLS 1.0, 0xfefd DTLS 1.2.</param>
/// <param name="Epoch">0 in the clear, 1 under the keys of the first and only handshake.</param>
/// <param name="SequenceNumber">48 bits, counted per epoch.</param>
/// <param name="Length">Bytes of the fragment behind the header; never more than were received.</param>
internal readonly record struct DtlsRecordHeader(
    DtlsContentType Type,
    ushort Version,
    ushort Epoch,
    ulong SequenceNumber,
    int Length)
{
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |     type      |            version            |  epoch (high) |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |  epoch (low)  |                                               |
    // +-+-+-+-+-+-+-+-+      sequence number (48 bits)    +-+-+-+-+-+-+
    // |                                                   |  length   |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |   ... length  |  fragment ...
    // +-+-+-+-+-+-+-+-+-+-+-+-+-

    /// <summary>Bytes before the fragment.</summary>
    public const int Size = 13;

    public const ushort Dtls10 = 0xfeff;

    public const ushort Dtls12 = 0xfefd;

    /// <summary>Bytes of the whole record.</summary>
    public int RecordLength => Size + Length;

    /// <summary>
    /// Reads the header of the first record of a datagram. False when it is cut short, when its fragment is not
    /// wholly there, or when its version is not one of DTLS 1.0 and 1.2.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out DtlsRecordHeader header)
    {
        header = default;
        if (datagram.Length < Size)
        {
            return false;
        }

        ushort version = BinaryPrimitives.ReadUInt16BigEndian(datagram[1..]);
        int length = BinaryPrimitives.ReadUInt16BigEndian(datagram[11..]);
        if (version is not (Dtls10 or Dtls12) || length > datagram.Length - Size)
        {
            return false;
        }

        ulong epochAndNumber = BinaryPrimitives.ReadUInt64BigEndian(datagram[3..]);
        header = new DtlsRecordHeader(
            (DtlsContentType)datagram[0],
            version,
            (ushort)(epochAndNumber >> 48),
            epochAndNumber & 0xffff_ffff_ffff,
            length);
        return true;
    }
}
