namespace RtcVoice.Rtc.Srtp;

/// <summary>
/// Checks and decrypts RTCP compounds from the peer (RFC 3711, 3.4; RFC 7714, 9). Owned by one thread; allocates nothing per
/// packet, but once for each new source. Packets that are authenticated but not encrypted are refused: no profile of
/// DTLS-SRTP that we speak sends them.
/// </summary>
internal sealed class SrtcpReceiver : IDisposable
{
    /// <summary>Sources per direction, as for RTP.</summary>
    public const int MaxSources = 8;

    /// <summary>Two minutes of one report a second; RFC 3711, 3.3.2 asks for 64 at least.</summary>
    public const int WindowSize = 128;

    private readonly SrtpCipher _cipher;
    private readonly SrtcpPacketLayout _layout;
    private readonly ReceiveSources _sources = new(MaxSources, WindowSize);

    /// <summary>Derives the session keys; the master key may be disposed afterwards.</summary>
    public SrtcpReceiver(SrtpMasterKey master)
        : this(SrtpCipher.Create(master, SrtpPacketKind.Rtcp))
    {
    }

    /// <summary>A receiver over a cipher, which it owns.</summary>
    public SrtcpReceiver(SrtpCipher cipher)
    {
        _cipher = cipher;
        _layout = new SrtcpPacketLayout(cipher.Profile);
    }

    /// <summary>Packets dropped because they were received before, or are too old to tell.</summary>
    public long ReplayedPackets { get; private set; }

    /// <summary>Packets dropped because their tag was not theirs.</summary>
    public long ForgedPackets { get; private set; }

    /// <summary>Packets dropped unread: malformed, not encrypted, or of one source too many.</summary>
    public long RefusedPackets { get; private set; }

    /// <summary>
    /// Checks the packet and decrypts it in place: <paramref name="length"/> of its bytes are then the RTCP compound. False
    /// when it is malformed, replayed, forged, not encrypted or of one source too many; its bytes are then worthless.
    /// </summary>
    public bool TryUnprotect(Span<byte> packet, out int length)
    {
        length = 0;
        int end = packet.Length - _layout.Overhead;
        if (end < 0 || !SrtcpPacketLayout.TryReadSsrc(packet[..end], out uint ssrc))
        {
            RefusedPackets++;
            return false;
        }

        uint trailer = _layout.ReadTrailer(packet, end);
        uint number = trailer & ~SrtpPacketIndex.EncryptedFlag;
        ReplayWindow? window = _sources.Find(ssrc);
        if ((trailer & SrtpPacketIndex.EncryptedFlag) == 0 || (window is null && _sources.IsFull))
        {
            RefusedPackets++;
            return false;
        }

        if (window is not null && !window.IsFresh(number))
        {
            ReplayedPackets++;
            return false;
        }

        SrtpPacketIndex index = SrtpPacketIndex.OfRtcp(ssrc, number);
        if (!_cipher.Open(index, packet[..end], SrtpProfileLengths.SrtcpHeader, _layout.Tag(packet, end)))
        {
            ForgedPackets++;
            return false;
        }

        (window ?? _sources.Add(ssrc)).Record(number);
        length = end;
        return true;
    }

    /// <summary>Zeroes and frees the keys.</summary>
    public void Dispose() => _cipher.Dispose();
}
