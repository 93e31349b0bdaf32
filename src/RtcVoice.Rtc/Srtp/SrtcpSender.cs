namespace RtcVoice.Rtc.Srtp;

/// <summary>
/// Protects our RTCP compounds (RFC 3711, 3.4; RFC 7714, 9). Owned by one thread. One index serves all our sources: it starts
/// at 0 and is one more for every packet, whatever its SSRC, which keeps it from being used twice.
/// </summary>
internal sealed class SrtcpSender : IDisposable
{
    /// <summary>A key protects this many RTCP packets, then its indices are used up (RFC 3711, 9.2).</summary>
    public const uint MaxPackets = 1U << 31;

    private readonly SrtpCipher _cipher;
    private readonly SrtcpPacketLayout _layout;
    private uint _nextIndex;

    /// <summary>Derives the session keys; the master key may be disposed afterwards.</summary>
    public SrtcpSender(SrtpMasterKey master)
        : this(SrtpCipher.Create(master, SrtpPacketKind.Rtcp))
    {
    }

    /// <summary>A sender over a cipher, which it owns, whose first packet has the given index.</summary>
    public SrtcpSender(SrtpCipher cipher, uint firstIndex = 0)
    {
        _cipher = cipher;
        _layout = new SrtcpPacketLayout(cipher.Profile);
        _nextIndex = firstIndex;
    }

    /// <summary>Bytes by which protection lengthens a packet.</summary>
    public int Overhead => _layout.Overhead;

    /// <summary>
    /// Protects the compound in the first <paramref name="length"/> bytes of the buffer, in place. False, with the compound
    /// untouched, when it is no RTCP, when the buffer has no room for <see cref="Overhead"/> more bytes, or when the key is
    /// used up.
    /// </summary>
    public bool TryProtect(Span<byte> buffer, int length, out int protectedLength)
    {
        protectedLength = 0;
        if ((uint)length > (uint)buffer.Length
            || buffer.Length - length < Overhead
            || !SrtcpPacketLayout.TryReadSsrc(buffer[..length], out uint ssrc)
            || _nextIndex >= MaxPackets)
        {
            return false;
        }

        SrtpPacketIndex index = SrtpPacketIndex.OfRtcp(ssrc, _nextIndex++);
        _cipher.Seal(index, buffer[..length], SrtpProfileLengths.SrtcpHeader, _layout.Tag(buffer, length));
        _layout.WriteTrailer(buffer, length, index.Trailer);
        protectedLength = length + Overhead;
        return true;
    }

    /// <summary>Zeroes and frees the keys.</summary>
    public void Dispose() => _cipher.Dispose();
}
