using System.Text;
using RtcVoice.Rtc;
using RtcVoice.Timing;

namespace RtcVoice.TestKit.Peers;

/// <summary>A peer, everything that it has told, and how many bytes went in and out.</summary>
public sealed class PeerUnderTest(RtcPeer peer) : IDisposable
{
    /// <summary>The peer.</summary>
    public RtcPeer Peer { get; } = peer;

    /// <summary>Frames that it has received.</summary>
    public List<(long Sequence, long Timestamp, byte[] Payload)> Frames { get; } = [];

    /// <summary>Messages that it has received, by channel.</summary>
    public List<(int Channel, string Text)> Messages { get; } = [];

    /// <summary>Channels that were opened, by label.</summary>
    public Dictionary<string, int> Channels { get; } = [];

    /// <summary>Reports on its stream.</summary>
    public List<StreamReport> Reports { get; } = [];

    /// <summary>Why it is closed, or null.</summary>
    public CloseReason? CloseReason { get; private set; }

    /// <summary>Bytes of all datagrams that it was given.</summary>
    public long BytesIn { get; private set; }

    /// <summary>Bytes of all datagrams that it gave out.</summary>
    public long BytesOut { get; private set; }

    internal void Receive(PeerPair.Datagram datagram, Instant now)
    {
        BytesIn += datagram.Bytes.Length;
        Peer.HandleDatagram(datagram.From, datagram.Bytes, now);
        Drain();
    }

    internal void HandleTimeout(Instant now)
    {
        if (Peer.NextTimeout <= now)
        {
            Peer.HandleTimeout(now);
        }

        Drain();
    }

    internal bool TryTransmit(byte[] buffer, out int length, out TransportTuple to)
    {
        bool isSending = Peer.TryPollTransmit(buffer, out length, out to);
        BytesOut += length;
        return isSending;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Peer.Sender?.Dispose();
        Peer.Dispose();
    }

    private void Drain()
    {
        while (Peer.TryPollEvent(out PeerEvent happened))
        {
            switch (happened.Kind)
            {
                case PeerEventKind.Frame:
                    Frames.Add((happened.Sequence, happened.Timestamp, happened.Payload.ToArray()));
                    break;
                case PeerEventKind.Message:
                    Messages.Add((happened.Channel, Encoding.UTF8.GetString(happened.Payload.Span)));
                    break;
                case PeerEventKind.ChannelOpened:
                    Channels[happened.Label!] = happened.Channel;
                    break;
                case PeerEventKind.ReceptionReport:
                    Reports.Add(happened.Report);
                    break;
                case PeerEventKind.Closed:
                    CloseReason = happened.CloseReason;
                    break;
                default:
                    break;
            }
        }
    }
}
