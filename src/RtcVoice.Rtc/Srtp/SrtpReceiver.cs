using RtcVoice.Rtc.Rtp;

namespace RtcVoice.Rtc.Srtp;

/// <summary>
/// Checks and decrypts RTP packets from the peer (RFC 3711, 3.3; RFC 7714, 8). Owned by one thread; allocates nothing per
/// packet, but once for each new source. Rollover counters and replay windows move only once a packet is authentic.
/// It does not know payload types: drop unknown ones before.
/// </summary>
internal sealed class SrtpReceiver : IDisposable
{
    /// <summary>Sources per direction: a browser's microphone is one; state must not grow by what a peer makes up.</summary>
    public const int MaxSources = 8;

    /// <summary>Twenty seconds of 20 ms packets, as libwebrtc has it; RFC 3711, 3.3.2 asks for 64 at least.</summary>
    public const int WindowSize = 1024;

    private readonly SrtpCipher _cipher;
    private readonly int _tagLength;
    private readonly ReceiveSources _sources = new(MaxSources, WindowSize);

    /// <summary>Derives the session keys; the master key may be disposed afterwards.</summary>
    public SrtpReceiver(SrtpMasterKey master)
        : this(SrtpCipher.Create(master, SrtpPacketKind.Rtp))
    {
    }

    /// <summary>A receiver over a cipher, which it owns.</summary>
    public SrtpReceiver(SrtpCipher cipher)
    {
        _cipher = cipher;
        _tagLength = cipher.Profile.TagLength();
    }

    /// <summary>Packets dropped because they were received before, or are too old to tell.</summary>
    public long ReplayedPackets { get; private set; }

    /// <summary>Packets dropped because their tag was not theirs.</summary>
    public long ForgedPackets { get; private set; }

    /// <summary>Packets dropped unread: malformed, or of one source too many.</summary>
    public long RefusedPackets { get; private set; }

    /// <summary>
    /// Checks the packet and decrypts it in place: <paramref name="length"/> of its bytes are then the RTP packet. False when
    /// it is malformed, replayed, forged or of one source too many; its bytes are then worthless.
    /// </summary>
    public bool TryUnprotect(Span<byte> packet, out int length)
    {
        length = 0;
        int end = packet.Length - _tagLength;
        if (end < 0
            || !RtpHeader.TryRead(packet[..end], out RtpHeader header)
            || !RtpHeader.TryMeasure(packet[..end], out int headerLength))
        {
            RefusedPackets++;
            return false;
        }

        ReplayWindow? window = _sources.Find(header.Ssrc);
        ulong index = header.SequenceNumber;
        if (window is null)
        {
            if (_sources.IsFull)
            {
                RefusedPackets++;
                return false;
            }
        }
        else if (!SrtpIndex.TryEstimate(window.Highest, header.SequenceNumber, out index) || !window.IsFresh(index))
        {
            ReplayedPackets++;
            return false;
        }

        if (!_cipher.Open(SrtpPacketIndex.OfRtp(header.Ssrc, index), packet[..end], headerLength, packet[end..]))
        {
            ForgedPackets++;
            return false;
        }

        (window ?? _sources.Add(header.Ssrc)).Record(index);
        length = end;
        return true;
    }

    /// <summary>Zeroes and frees the keys.</summary>
    public void Dispose() => _cipher.Dispose();
}
