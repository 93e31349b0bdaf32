using RtcVoice.Pacing;
using RtcVoice.Rtc;

namespace RtcVoice.Transport;

/// <summary>
/// The way out of a call: the pacer prepares a frame one slot ahead (RTP header and SRTP) and sends it at its deadline.
/// Belongs to the pacer's thread; the loop only exchanges the path under it. Allocates nothing and takes no lock.
/// </summary>
internal sealed class RtpSink : IPacedSink
{
    private readonly byte[] _packet = GC.AllocateArray<byte>(MediaLoop.MaxDatagramBytes, pinned: true);
    private RtpSender? _sender;
    private DatagramPath? _path;
    private long _mediaTime;
    private int _length;

    /// <summary>Set once by the loop when SRTP is up, before the pacer knows the call.</summary>
    public RtpSender? Sender
    {
        get => Volatile.Read(ref _sender);
        set => Volatile.Write(ref _sender, value);
    }

    /// <summary>Where packets go; null drops them. Set by the loop when ICE selects another tuple.</summary>
    public DatagramPath? Path
    {
        get => Volatile.Read(ref _path);
        set => Volatile.Write(ref _path, value);
    }

    /// <inheritdoc />
    public void Prepare(ReadOnlySpan<byte> opusFrame, long mediaTime)
    {
        _mediaTime = mediaTime;
        _length = Sender is { } sender ? sender.Protect(opusFrame, mediaTime, _packet) : 0;
    }

    /// <inheritdoc />
    public IPacketBatch? Send(Timing.Instant now)
    {
        if (_length == 0)
        {
            return null;
        }

        IPacketBatch? batch = Path?.Queue(_packet.AsSpan(0, _length));
        Sender!.OnSent(_mediaTime, now);
        _length = 0;
        return batch;
    }
}
