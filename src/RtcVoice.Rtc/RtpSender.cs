using RtcVoice.Rtc.Rtcp;
using RtcVoice.Rtc.Rtp;
using RtcVoice.Rtc.Srtp;
using RtcVoice.Timing;

namespace RtcVoice.Rtc;

/// <summary>
/// Our one audio stream, as RTP under SRTP. Belongs to one thread, the pacer's; the peer's owner reads only the counts
/// that its sender reports need. Allocates nothing per packet. It does not send: it hands back the packet.
/// </summary>
public sealed class RtpSender : IDisposable
{
    private readonly SrtpSender _srtp;
    private readonly uint _ssrc;
    private readonly byte _payloadType;
    private readonly uint _timestampOffset;
    private ushort _sequence;
    private int _payloadBytes;
    private long _packetsSent;
    private long _octetsSent;

    // Read and written as one by way of a version that is odd while it is being written.
    private int _clockVersion;
    private long _clockMediaTime;
    private long _clockNanoseconds;

    internal RtpSender(SrtpSender srtp, uint ssrc, byte payloadType, ushort firstSequence, uint timestampOffset)
    {
        _srtp = srtp;
        _ssrc = ssrc;
        _payloadType = payloadType;
        _sequence = firstSequence;
        _timestampOffset = timestampOffset;
    }

    /// <summary>The RTP timestamp of media time 0.</summary>
    public uint FirstTimestamp => _timestampOffset;

    /// <summary>Packets sent; readable from any thread.</summary>
    public long PacketsSent => Volatile.Read(ref _packetsSent);

    /// <summary>Makes the packet of one Opus frame.</summary>
    /// <param name="payload">The Opus packet.</param>
    /// <param name="mediaTime">The frame's place on the call's media clock, in samples at 48 kHz.</param>
    /// <param name="packet">Where the packet goes.</param>
    /// <returns>The length of the packet, or 0 when it does not fit.</returns>
    public int Protect(ReadOnlySpan<byte> payload, long mediaTime, Span<byte> packet)
    {
        int length = RtpHeader.Size + payload.Length;
        if (length + _srtp.Overhead > packet.Length)
        {
            return 0;
        }

        new RtpHeader(_payloadType, IsMarked: false, _sequence, ToTimestamp(mediaTime), _ssrc).Write(packet);
        payload.CopyTo(packet[RtpHeader.Size..]);
        _payloadBytes = payload.Length;
        if (!_srtp.TryProtect(packet, length, out int protectedLength))
        {
            return 0;
        }

        unchecked
        {
            _sequence++;
        }

        return protectedLength;
    }

    /// <summary>Says that the packet last made has left: it counts in the sender reports from now on.</summary>
    public void OnSent(long mediaTime, Instant now)
    {
        Volatile.Write(ref _octetsSent, _octetsSent + _payloadBytes);
        _clockVersion++;
        Thread.MemoryBarrier();
        _clockMediaTime = mediaTime;
        _clockNanoseconds = now.Nanoseconds;
        Thread.MemoryBarrier();
        _clockVersion++;
        Volatile.Write(ref _packetsSent, _packetsSent + 1);
    }

    /// <summary>The RTP timestamp of a place on the media clock.</summary>
    internal RtpTimestamp ToTimestamp(long mediaTime) => new(unchecked(_timestampOffset + (uint)mediaTime));

    /// <summary>What a sender report says of the stream; any thread.</summary>
    internal SenderSnapshot Snapshot()
    {
        while (true)
        {
            int version = Volatile.Read(ref _clockVersion);
            long mediaTime = Volatile.Read(ref _clockMediaTime);
            long nanoseconds = Volatile.Read(ref _clockNanoseconds);
            Thread.MemoryBarrier();
            if ((version & 1) == 0 && version == Volatile.Read(ref _clockVersion))
            {
                var clock = new RtpClock(ToTimestamp(mediaTime), new Instant(nanoseconds), RtpClock.OpusRate);
                return new SenderSnapshot(PacketsSent, Volatile.Read(ref _octetsSent), clock);
            }
        }
    }

    /// <summary>Forgets the keys. The thread that sends must have let go.</summary>
    public void Dispose() => _srtp.Dispose();
}
