using RtcVoice.Conversation.Clients;
using RtcVoice.Conversation.Peer;
using RtcVoice.Conversation.Realtime;

namespace RtcVoice.Conversation.Calls;

/// <summary>
/// The browser as a client of its session: a data channel labelled <c>oai-events</c> carries the events of the Realtime
/// API both ways. The peer's thread.
/// </summary>
internal sealed class EventChannels(IVoicePeer peer, RealtimeSession session)
{
    /// <summary>The label of the Realtime API.</summary>
    public const string Label = "oai-events";

    private readonly IVoicePeer _peer = peer;
    private readonly RealtimeSession _session = session;
    private readonly Dictionary<int, SessionClient> _clients = [];

    public void OnOpened(int channel, string label)
    {
        if (label == Label && _session.AttachCaller(new Port(_peer, channel)) is { } client)
        {
            _clients[channel] = client;
        }
    }

    public void OnMessage(int channel, ReadOnlySpan<byte> payload)
    {
        if (_clients.TryGetValue(channel, out SessionClient? client))
        {
            client.Receive(payload.ToArray());
        }
    }

    public void OnClosed(int channel)
    {
        if (_clients.Remove(channel, out SessionClient? client))
        {
            client.Dispose();
        }
    }

    private sealed class Port(IVoicePeer peer, int channel) : IEventPort
    {
        public void Send(ReadOnlyMemory<byte> utf8) => peer.Send(channel, utf8, isText: true);
    }
}
