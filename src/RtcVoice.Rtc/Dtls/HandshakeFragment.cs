using System.Buffers.Binary;

namespace RtcVoice.Rtc.Dtls;

/// <summary>The header of a handshake message's fragment (RFC 6347 section 4.2.2); readable in epoch 0 only.</summary>
/// <param name="MessageType">For example 1 for a ClientHello.</param>
/// <param name="MessageSequence">Counts the messages of one side; a resent message keeps its number.</param>
internal readonly record struct HandshakeFragment(byte MessageType, ushort MessageSequence)
{
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // | message type  |               message length                  |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |       message sequence        |       fragment offset
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    //                 |               fragment length                 |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

    /// <summary>Bytes of the header.</summary>
    public const int Size = 12;

    /// <summary>Reads the first fragment of an epoch-0 handshake record, header included.</summary>
    public static bool TryRead(ReadOnlySpan<byte> record, out HandshakeFragment fragment)
    {
        fragment = default;
        if (record.Length < DtlsRecordHeader.Size + Size)
        {
            return false;
        }

        ReadOnlySpan<byte> header = record[DtlsRecordHeader.Size..];
        fragment = new HandshakeFragment(header[0], BinaryPrimitives.ReadUInt16BigEndian(header[4..]));
        return true;
    }
}
