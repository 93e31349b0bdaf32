using RtcVoice.Conversation.Calls;
using RtcVoice.Conversation.Peer;

namespace RtcVoice.TestKit.Peers;

/// <summary>Does with a peer's frames what a call does: puts them into the queue towards its worker. Allocates nothing.</summary>
public sealed class QueueingObserver : IVoicePeerObserver
{
    private readonly UplinkQueue _queue = new();
    private readonly byte[] _payload = new byte[UplinkQueue.MaxPayloadBytes];

    /// <summary>Frames that were queued.</summary>
    public long FramesQueued { get; private set; }

    /// <summary>True once the peer was connected.</summary>
    public bool IsConnected { get; private set; }

    /// <summary>Why the peer was closed, or null.</summary>
    public PeerCloseReason? CloseReason { get; private set; }

    /// <summary>Takes the oldest frame out; false when there is none.</summary>
    public bool TryTake(out ReceivedFrame frame) => _queue.TryRead(_payload, out frame);

    /// <inheritdoc />
    public void OnConnected() => IsConnected = true;

    /// <inheritdoc />
    public void OnFrame(in ReceivedFrame frame) => FramesQueued += _queue.TryWrite(frame) ? 1 : 0;

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
    public void OnClosed(PeerCloseReason reason) => CloseReason = reason;
}
