using RtcVoice.Conversation.Peer;

namespace RtcVoice.Conversation.Calls;

/// <summary>
/// A data channel labelled <c>rtcvoice-echo</c> gets back what it sends: for measuring the round trip that a client's
/// messages make, and for proving that they arrive.
/// </summary>
internal sealed class EchoChannel(IVoicePeer peer)
{
    /// <summary>The label that asks for echoes.</summary>
    public const string Label = "rtcvoice-echo";

    private readonly IVoicePeer _peer = peer;
    private int _channel = -1;

    public void OnOpened(int channel, string label)
    {
        if (label == Label)
        {
            _channel = channel;
        }
    }

    public void OnMessage(int channel, ReadOnlySpan<byte> payload, bool isText)
    {
        if (channel == _channel)
        {
            _peer.Send(channel, payload.ToArray(), isText);
        }
    }

    public void OnClosed(int channel)
    {
        if (channel == _channel)
        {
            _channel = -1;
        }
    }
}
