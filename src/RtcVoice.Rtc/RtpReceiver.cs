using RtcVoice.Rtc.Rtp;
using RtcVoice.Rtc.Srtp;
using RtcVoice.Timing;

namespace RtcVoice.Rtc;

/// <summary>
/// The peer's one audio stream: takes SRTP apart and unwraps its numbers. Follows the stream to another SSRC when the
/// browser changes its source. Allocates nothing per packet.
/// </summary>
internal sealed class RtpReceiver : IDisposable
{
    private const int FrameSamples = 960;
    private readonly SrtpReceiver _srtp;
    private SequenceUnwrapper _sequence;
    private TimestampUnwrapper _timestamp;
    private uint _ssrc;
    private bool _hasSource;
    private long _sequenceBase;
    private long _timestampBase;
    private long _frames;

    public RtpReceiver(SrtpReceiver srtp, byte payloadType)
    {
        _srtp = srtp;
        PayloadType = payloadType;
    }

    /// <summary>Frames that were authentic and Opus; readable from any thread.</summary>
    public long Frames => Volatile.Read(ref _frames);

    /// <summary>The payload type of Opus; a further offer may change it.</summary>
    public byte PayloadType { get; set; }

    /// <summary>
    /// Takes an SRTP packet apart, in place. False when it is not authentic; true without a frame when it holds
    /// something else than Opus, or nothing.
    /// </summary>
    public bool TryReceive(Memory<byte> datagram, Instant now, RtcpLink rtcp, out PeerEvent frame)
    {
        frame = default;
        if (!_srtp.TryUnprotect(datagram.Span, out int length) || !RtpPacket.TryRead(datagram.Span[..length], out RtpPacket packet))
        {
            return false;
        }

        RtpHeader header = packet.Header;
        rtcp.OnReceived(header, now);
        if (header.PayloadType != PayloadType || packet.Payload.IsEmpty)
        {
            return true;
        }

        Follow(header);
        Volatile.Write(ref _frames, _frames + 1);
        ((ReadOnlySpan<byte>)datagram.Span).Overlaps(packet.Payload, out int start);
        frame = new PeerEvent
        {
            Kind = PeerEventKind.Frame,
            Sequence = _sequenceBase + _sequence.Unwrap(header.SequenceNumber),
            Timestamp = _timestampBase + _timestamp.Unwrap(header.Timestamp),
            Payload = datagram.Slice(start, packet.Payload.Length),
        };
        return true;
    }

    public void Dispose() => _srtp.Dispose();

    /// <summary>On another SSRC the numbers start anew; what is told upwards goes on from where it was.</summary>
    private void Follow(in RtpHeader header)
    {
        if (_hasSource && header.Ssrc == _ssrc)
        {
            return;
        }

        if (_hasSource)
        {
            _sequenceBase += _sequence.Highest + 1 - header.SequenceNumber;
            _timestampBase += _timestamp.Highest + FrameSamples - header.Timestamp.Value;
        }

        _sequence = default;
        _timestamp = default;
        _ssrc = header.Ssrc;
        _hasSource = true;
    }
}
