using RtcVoice.Rtc.Rtcp;
using RtcVoice.Rtc.Rtp;
using RtcVoice.Rtc.Srtp;
using RtcVoice.Timing;

namespace RtcVoice.Rtc;

/// <summary>
/// The RTCP of a peer behind SRTCP: protects what its session makes, unprotects what comes, and translates. It starts
/// when DTLS has given the keys. A peer's BYE ends one of its streams and not the call: that is DTLS's to say.
/// </summary>
internal sealed class RtcpLink : IDisposable
{
    private readonly SrtcpSender _sender;
    private readonly SrtcpReceiver _receiver;
    private readonly RtpSender _stream;
    private readonly RtcpSession _session;

    public RtcpLink(SrtcpSender sender, SrtcpReceiver receiver, RtpSender stream, RtcpSession session)
    {
        _sender = sender;
        _receiver = receiver;
        _stream = stream;
        _session = session;
    }

    /// <summary>When <see cref="HandleTimeout"/> is due.</summary>
    public Instant NextTimeout => _session.NextTimeout;

    /// <summary>Counts an authentic RTP packet of the peer's.</summary>
    public void OnReceived(in RtpHeader header, Instant now) =>
        _session.HandleRtp(header.Ssrc, header.SequenceNumber, header.Timestamp, now);

    /// <summary>Takes an SRTCP packet apart, in place; false when it is not authentic.</summary>
    public bool TryHandle(Span<byte> datagram, Instant now) =>
        _receiver.TryUnprotect(datagram, out int length) && _session.HandleDatagram(datagram[..length], now);

    /// <summary>Takes the next report on our stream.</summary>
    public bool TryTakeReport(out StreamReport report)
    {
        while (_session.TryPollEvent(out RtcpEvent happened))
        {
            if (happened.Kind == RtcpEventKind.PeerReported)
            {
                report = new StreamReport(
                    happened.Report.FractionLost,
                    happened.Report.Block.CumulativeLost,
                    happened.Report.JitterAt(RtpClock.OpusRate),
                    happened.Report.RoundTrip);
                return true;
            }
        }

        report = default;
        return false;
    }

    /// <summary>Makes the report that is due.</summary>
    public void HandleTimeout(Instant now) => _session.HandleTimeout(now, _stream.Snapshot());

    /// <summary>Makes the last report, with BYE.</summary>
    public void Close(Instant now) => _session.Close(now, _stream.Snapshot());

    /// <summary>Takes the next SRTCP packet to send.</summary>
    public bool TryPollTransmit(Span<byte> buffer, out int length) =>
        _session.TryPollTransmit(buffer, out length) && _sender.TryProtect(buffer, length, out length);

    public void Dispose()
    {
        _sender.Dispose();
        _receiver.Dispose();
    }
}
