#pragma warning disable CA1822
using RtcVoice.Rtc.Rtp;
using RtcVoice.Rtc.Srtp;
using RtcVoice.Timing;

namespace RtcVoice.Rtc;

internal sealed class RtcpLink(RtcPeerSettings settings, LocalMedia media) : IDisposable
{
    private readonly RtcPeerSettings _settings = settings;
    private readonly LocalMedia _media = media;
    private SrtcpSender? _sender;
    private SrtcpReceiver? _receiver;

    public Instant NextTimeout => Instant.Never;

    public void Start(SrtcpSender sender, SrtcpReceiver receiver, Instant now)
    {
        _sender = sender;
        _receiver = receiver;
    }

    public void OnReceived(in RtpHeader header, Instant now)
    {
    }

    public bool TryHandle(Span<byte> datagram, Instant now, out bool hasReport, out PeerReport report, out bool isBye)
    {
        hasReport = false; report = default; isBye = false;
        return _receiver!.TryUnprotect(datagram, out _);
    }

    public void HandleTimeout(Instant now, RtpSender? sender)
    {
    }

    public void Close(Instant now, RtpSender? sender)
    {
    }

    public bool TryPollTransmit(Span<byte> buffer, out int length)
    {
        length = 0;
        return false;
    }

    public void Dispose()
    {
        _sender?.Dispose();
        _receiver?.Dispose();
    }
}
