using RtcVoice.Conversation.Peer;
using RtcVoice.Pacing;
using RtcVoice.Timing;

namespace RtcVoice.Conversation.Tests.Harness;

/// <summary>A connection without a network: keeps what is sent, and says whatever a test wants it to say.</summary>
internal sealed class FakePeer : IVoicePeer
{
    private readonly RecordingSink _sink = new();
    private bool _isClosed;

    public IVoicePeerObserver Observer { get; private set; } = null!;

    /// <summary>Frames that have left, with their media time.</summary>
    public List<(long MediaTime, byte[] Frame, Instant At)> Sent => _sink.Sent;

    /// <summary>Messages that were sent.</summary>
    public List<(int Channel, byte[] Payload, bool IsText)> Messages { get; } = [];

    public bool IsDisposed => _sink.IsDisposed;

    /// <summary>Times that the sink was used after its peer was disposed.</summary>
    public int UsesAfterDispose => _sink.UsesAfterDispose;

    /// <summary>Times that someone closed it.</summary>
    public int Closes { get; private set; }

    public IPacedSink Sink => _sink;

    /// <summary>So that the timestamp wraps soon.</summary>
    public uint FirstTimestamp => uint.MaxValue - 48_000;

    public VoicePeerStatistics Statistics => new() { State = _isClosed ? "closed" : "connected", PacketsSent = Sent.Count };

    public void Observe(IVoicePeerObserver observer) => Observer = observer;

    public void Send(int channel, ReadOnlyMemory<byte> payload, bool isText) => Messages.Add((channel, payload.ToArray(), isText));

    public void Close()
    {
        Closes++;
        End(PeerCloseReason.ClosedHere);
    }

    /// <summary>Ends the connection as if the browser or the network had.</summary>
    public void End(PeerCloseReason reason)
    {
        if (!_isClosed)
        {
            _isClosed = true;
            Observer.OnClosed(reason);
        }
    }

    public void Dispose() => _sink.IsDisposed = true;

    private sealed class RecordingSink : IPacedSink
    {
        private byte[] _prepared = [];
        private long _mediaTime;

        public List<(long MediaTime, byte[] Frame, Instant At)> Sent { get; } = [];

        public bool IsDisposed { get; set; }

        public int UsesAfterDispose { get; private set; }

        public void Prepare(ReadOnlySpan<byte> opusFrame, long mediaTime)
        {
            UsesAfterDispose += IsDisposed ? 1 : 0;
            _prepared = opusFrame.ToArray();
            _mediaTime = mediaTime;
        }

        public IPacketBatch? Send(Instant now)
        {
            UsesAfterDispose += IsDisposed ? 1 : 0;
            Sent.Add((_mediaTime, _prepared, now));
            return null;
        }
    }
}
