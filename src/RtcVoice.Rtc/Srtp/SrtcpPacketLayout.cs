using System.Buffers.Binary;

namespace RtcVoice.Rtc.Srtp;

/// <summary>
/// Where the parts of an SRTCP packet lie. The CM profile ends with the tag (RFC 3711, 3.4), the GCM profile with the index
/// (RFC 7714, 9.2).
/// <code>
///            8 bytes                                 4 bytes
/// CM   | header, SSRC |  encrypted ...  |          |E| index  |  tag (10)  |
/// GCM  | header, SSRC |  encrypted ...  | tag (16) |E| index  |
/// </code>
/// </summary>
internal readonly struct SrtcpPacketLayout(SrtpProfile profile)
{
    private readonly int _tagLength = profile.TagLength();
    private readonly bool _isTagFirst = profile == SrtpProfile.AeadAes128Gcm;

    /// <summary>Bytes by which protection lengthens a packet.</summary>
    public int Overhead => _tagLength + SrtpProfileLengths.SrtcpIndex;

    /// <summary>The place of the tag in a packet whose plain length is <paramref name="length"/>.</summary>
    public Span<byte> Tag(Span<byte> packet, int length) =>
        packet.Slice(_isTagFirst ? length : length + SrtpProfileLengths.SrtcpIndex, _tagLength);

    /// <summary>Reads the E flag and index.</summary>
    public uint ReadTrailer(ReadOnlySpan<byte> packet, int length) =>
        BinaryPrimitives.ReadUInt32BigEndian(packet[(_isTagFirst ? length + _tagLength : length)..]);

    /// <summary>Writes the E flag and index.</summary>
    public void WriteTrailer(Span<byte> packet, int length, uint trailer) =>
        BinaryPrimitives.WriteUInt32BigEndian(packet[(_isTagFirst ? length + _tagLength : length)..], trailer);

    /// <summary>Reads the source of the first packet in the compound. False when that is too short or of another version than 2.</summary>
    public static bool TryReadSsrc(ReadOnlySpan<byte> compound, out uint ssrc)
    {
        ssrc = 0;
        if (compound.Length < SrtpProfileLengths.SrtcpHeader || compound[0] >> 6 != 2)
        {
            return false;
        }

        ssrc = BinaryPrimitives.ReadUInt32BigEndian(compound[4..]);
        return true;
    }
}
