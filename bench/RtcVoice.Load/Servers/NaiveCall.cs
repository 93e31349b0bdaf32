using RtcVoice.Conversation.Peer;
using RtcVoice.Timing;

namespace RtcVoice.Load.Servers;

/// <summary>
/// A call that paces itself by what .NET gives everyone: a timer, or a task that waits. Its packets are made and sent by the
/// server's own sink, with the same cipher through the same socket, so all that differs is the pace.
/// </summary>
internal sealed class NaiveCall : IVoicePeerObserver, IDisposable
{
    private const int FrameSamples = 960;

    /// <summary>Silence of 20 ms: CELT, one frame (RFC 6716, section 3.1), as long as the server's own silence is.</summary>
    private static readonly byte[] Frame = [0xF8, 0xFF, 0xFE, .. new byte[18]];

    private static readonly TimeSpan FrameTime = TimeSpan.FromMilliseconds(20);

    private readonly IVoicePeer _peer;
    private readonly bool _byTimer;
    private readonly Lock _gate = new();
    private Timer? _timer;
    private long _sent;
    private volatile bool _isClosed;

    /// <summary>Makes the call of a peer.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="byTimer">A timer, or Task.Delay.</param>
    public NaiveCall(IVoicePeer peer, bool byTimer)
    {
        _peer = peer;
        _byTimer = byTimer;
    }

    /// <inheritdoc />
    public void OnConnected()
    {
        if (_byTimer)
        {
            _timer = new Timer(_ => Send(), null, FrameTime, FrameTime);
        }
        else
        {
            _ = Task.Run(DelayAsync);
        }
    }

    /// <inheritdoc />
    public void OnClosed(PeerCloseReason reason)
    {
        _isClosed = true;
        _timer?.Dispose();
    }

    /// <inheritdoc />
    public void OnFrame(in ReceivedFrame frame)
    {
    }

    /// <inheritdoc />
    public void OnReceptionReport(in ReceptionReport report)
    {
    }

    /// <inheritdoc />
    public void OnChannelOpened(int channel, string label)
    {
    }

    /// <inheritdoc />
    public void OnMessage(int channel, ReadOnlySpan<byte> payload, bool isText)
    {
    }

    /// <inheritdoc />
    public void OnChannelClosed(int channel)
    {
    }

    /// <inheritdoc />
    public void Dispose() => _timer?.Dispose();

    private async Task DelayAsync()
    {
        Instant origin = TimeProvider.System.GetInstant();
        for (long n = 1; !_isClosed; n++)
        {
            TimeSpan wait = origin + (n * FrameTime) - TimeProvider.System.GetInstant();
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait);
            }

            Send();
        }
    }

    private void Send()
    {
        // Callbacks of one timer overlap when the pool is late.
        lock (_gate)
        {
            _peer.Sink.Prepare(Frame, _sent++ * FrameSamples);
            _peer.Sink.Send(TimeProvider.System.GetInstant())?.Flush();
        }
    }
}
