using RtcVoice.Conversation.Peer;

namespace RtcVoice.Transport;

/// <summary>Stands in until a call observes its peer.</summary>
internal sealed class SilentObserver : IVoicePeerObserver
{
    public static readonly SilentObserver Instance = new();

    private SilentObserver()
    {
    }

    public void OnConnected()
    {
    }

    public void OnFrame(in ReceivedFrame frame)
    {
    }

    public void OnReceptionReport(in ReceptionReport report)
    {
    }

    public void OnChannelOpened(int channel, string label)
    {
    }

    public void OnMessage(int channel, ReadOnlySpan<byte> payload, bool isText)
    {
    }

    public void OnChannelClosed(int channel)
    {
    }

    public void OnClosed(PeerCloseReason reason)
    {
    }
}
