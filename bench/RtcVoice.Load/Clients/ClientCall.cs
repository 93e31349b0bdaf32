using System.Net;
using RtcVoice.Rtc;
using RtcVoice.Timing;

namespace RtcVoice.Load.Clients;

/// <summary>One call of a client: an offering peer, with real ICE, DTLS and SRTP, and the log of what comes. The clients' thread's.</summary>
internal sealed class ClientCall : IDisposable
{
    private static readonly byte[] Buffer = new byte[RtcPeer.MaxDatagramOut];

    private readonly ManySocket _socket;
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TransportTuple _tuple;
    private IPEndPoint? _destination;
    private long _framesSent;

    /// <summary>Makes a call that has not been answered yet.</summary>
    /// <param name="client">Which of the socket's clients it is.</param>
    /// <param name="socket">The socket.</param>
    /// <param name="settings">What all peers share.</param>
    /// <param name="wake">Asks for <see cref="HandleTimeout"/>, from any thread.</param>
    public ClientCall(int client, ManySocket socket, RtcPeerSettings settings, Action<ClientCall> wake)
    {
        Client = client;
        _socket = socket;
        Peer = RtcPeer.CreateOffering(settings, () => wake(this));
    }

    /// <summary>Which client it is.</summary>
    public int Client { get; }

    /// <summary>The protocol machine.</summary>
    public RtcPeer Peer { get; }

    /// <summary>Completes when media may flow; faulted when the call ends before.</summary>
    public Task Connected => _connected.Task;

    /// <summary>Completes when the call is over.</summary>
    public Task Closed => _closed.Task;

    /// <summary>True between the two.</summary>
    public bool IsUp => _connected.Task.IsCompletedSuccessfully && !_closed.Task.IsCompleted;

    /// <summary>Where arrivals are noted; null while nobody measures.</summary>
    public ArrivalLog? Log { get; set; }

    /// <summary>Takes the server's answer.</summary>
    public void Accept(string answer, Instant now)
    {
        if (Peer.AcceptAnswer(answer, now) is { } error)
        {
            _connected.TrySetException(new FormatException(error.Message));
        }

        Drain();
    }

    /// <summary>Takes a datagram.</summary>
    public void Receive(Memory<byte> datagram, long at, in TransportTuple from, Instant now)
    {
        ReadOnlySpan<byte> bytes = datagram.Span;
        if (Log is { } log && bytes.Length > 1 && bytes[0] is >= 128 and <= 191 && bytes[1] is < 192 or > 223)
        {
            log.Add(bytes, at);
        }

        Peer.HandleDatagram(from, datagram, now);
        Drain();
    }

    /// <summary>Does what is due.</summary>
    public void HandleTimeout(Instant now)
    {
        Peer.HandleTimeout(now);
        Drain();
    }

    /// <summary>Sends the next frame of the microphone.</summary>
    public void SendFrame(ReadOnlySpan<byte> opusFrame, Instant now)
    {
        if (IsUp && Peer.Sender is { } sender && Peer.SelectedTuple is { } tuple)
        {
            long mediaTime = _framesSent++ * 960;
            int length = sender.Protect(opusFrame, mediaTime, Buffer);
            _socket.Send(Client, Buffer.AsSpan(0, length), EndPointOf(tuple));
            sender.OnSent(mediaTime, now);
        }
    }

    /// <summary>Hangs up.</summary>
    public void Close(Instant now)
    {
        Peer.Close(now);
        Drain();
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
            if (happened.Kind == PeerEventKind.Connected)
            {
                _connected.TrySetResult();
            }
            else if (happened.Kind == PeerEventKind.Closed)
            {
                _connected.TrySetException(new IOException($"A call ended before it was connected: {happened.CloseReason}."));
                _closed.TrySetResult();
            }
        }

        while (Peer.TryPollTransmit(Buffer, out int length, out TransportTuple destination))
        {
            _socket.Send(Client, Buffer.AsSpan(0, length), EndPointOf(destination));
        }
    }

    private IPEndPoint EndPointOf(in TransportTuple tuple)
    {
        if (_destination is null || tuple != _tuple)
        {
            _tuple = tuple;
            _destination = tuple.ToEndPoint();
        }

        return _destination;
    }
}
