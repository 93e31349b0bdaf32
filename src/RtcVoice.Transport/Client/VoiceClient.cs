using System.Net.Sockets;
using System.Security.Cryptography;
using System.Threading.Channels;
using RtcVoice.Rtc;
using RtcVoice.Rtc.Dtls;
using RtcVoice.Timing;

namespace RtcVoice.Transport.Client;

/// <summary>
/// The other end of a call: a peer that offers, over a socket of its own. For a server's call to itself at start, for
/// tests and for load. It paces nothing and plays nothing: frames go in and out as Opus packets.
/// </summary>
public sealed class VoiceClient : IAsyncDisposable
{
    /// <summary>Frames and messages that nobody has taken; the oldest go.</summary>
    private const int MaxWaiting = 4096;

    private static readonly TimeSpan TimerInterval = TimeSpan.FromMilliseconds(10);

    private readonly TimeProvider _clock;
    private readonly RtcPeer _peer;
    private readonly RtcPeerSettings _settings;
    private readonly IDatagramLink _link;
    private readonly TransportProtocol _protocol;
    private readonly TransportTuple? _server;
    private readonly Lock _gate = new();
    private readonly byte[] _sendBuffer = new byte[RtcPeer.MaxDatagramOut];
    private readonly byte[] _packet = new byte[RtcPeer.MaxDatagramOut];
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<CloseReason> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<ClientFrame> _frames = Bounded<ClientFrame>();
    private readonly Channel<ClientMessage> _messages = Bounded<ClientMessage>();
    private Task _running = Task.CompletedTask;
    private long _framesReceived;

    /// <summary>Makes a client that has not called yet.</summary>
    /// <param name="clock">The clock that its peer is told.</param>
    /// <param name="options">How to call; null for the defaults.</param>
    public VoiceClient(TimeProvider clock, VoiceClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(clock);
        options ??= new VoiceClientOptions();
        _clock = clock;
        _protocol = options.Protocol;
        _server = options.Server is { } server ? TransportTuple.From(_protocol, server) : null;
        _link = _protocol == TransportProtocol.Udp ? new UdpLink() : new TcpLink();
        _settings = new RtcPeerSettings
        {
            Endpoints = [],
            Certificate = DtlsCertificate.Create(clock.GetUtcNow()),
            Handshakes = new DtlsHandshakeThreads(maxInFlight: 1),
            Random = RandomNumberGenerator.Create(),
            WallClockAtOrigin = clock.GetUtcNow() - (clock.GetInstant() - Instant.Origin),
            SrtpProfiles = options.SrtpProfiles,
        };
        _peer = RtcPeer.CreateOffering(_settings, () => _ = Task.Run(() => Do(static (peer, now) => peer.HandleTimeout(now))));
    }

    /// <summary>Completes when media may flow; faulted when the call ends before.</summary>
    public Task Connected => _connected.Task;

    /// <summary>Completes when the call is over, with why.</summary>
    public Task<CloseReason> Closed => _closed.Task;

    /// <summary>Frames from the server, as they come.</summary>
    public ChannelReader<ClientFrame> Frames => _frames.Reader;

    /// <summary>Messages of all data channels; an opened channel is told as an empty message of its own.</summary>
    public ChannelReader<ClientMessage> Messages => _messages.Reader;

    /// <summary>Frames received so far.</summary>
    public long FramesReceived => Volatile.Read(ref _framesReceived);

    /// <summary>The SRTP profile's registered name, or null before it is agreed on.</summary>
    public string? SrtpProfile => _peer.SrtpProfileName;

    /// <summary>Writes an offer; with an ICE restart when asked to.</summary>
    public string CreateOffer(bool restartsIce = false)
    {
        lock (_gate)
        {
            return _peer.CreateOffer(restartsIce);
        }
    }

    /// <summary>Takes the answer and begins to connect, or goes on with what it changes.</summary>
    /// <exception cref="FormatException">The answer cannot be used.</exception>
    public void AcceptAnswer(string answer)
    {
        NegotiationError? error = null;
        Do((peer, now) => error = peer.AcceptAnswer(answer, now, _protocol, _server));
        if (error is not null)
        {
            throw new FormatException(error.Message);
        }

        if (_running.IsCompleted)
        {
            _running = Task.WhenAll(ReceiveAsync(), RunTimersAsync());
        }
    }

    /// <summary>Sends one Opus frame; the caller paces.</summary>
    /// <param name="opusFrame">The Opus packet.</param>
    /// <param name="mediaTime">Its place on the client's media clock, in samples at 48 kHz.</param>
    public void SendFrame(ReadOnlySpan<byte> opusFrame, long mediaTime)
    {
        lock (_gate)
        {
            if (_peer.Sender is { } sender && _peer.SelectedTuple is { } tuple)
            {
                int length = sender.Protect(opusFrame, mediaTime, _packet);
                _link.Send(_packet.AsSpan(0, length), tuple);
                sender.OnSent(mediaTime, _clock.GetInstant());
            }
        }
    }

    /// <summary>Opens a data channel.</summary>
    /// <returns>Its number.</returns>
    /// <exception cref="InvalidOperationException">The call has no data channels, or none is free.</exception>
    public int OpenChannel(string label, bool isReliable = true)
    {
        int? channel = null;
        Do((peer, now) => channel = peer.OpenChannel(label, isReliable, now));
        return channel ?? throw new InvalidOperationException("No data channel can be opened.");
    }

    /// <summary>Sends a message; false when it is too large or too much is waiting.</summary>
    public bool Send(int channel, ReadOnlyMemory<byte> payload, bool isText)
    {
        bool isTaken = false;
        Do((peer, now) => isTaken = peer.Send(channel, payload.Span, isText, now));
        return isTaken;
    }

    /// <summary>Ends the call: BYE and close_notify.</summary>
    public void Close() => Do(static (peer, now) => peer.Close(now));

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Close();
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _peer.Sender?.Dispose();
        _peer.Dispose();
        _link.Dispose();
        _settings.Certificate.Dispose();
        _settings.Random.Dispose();
        _stop.Dispose();
    }

    private static Channel<T> Bounded<T>() => Channel.CreateBounded<T>(
        new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropOldest });

    private void Do(Action<RtcPeer, Instant> action)
    {
        lock (_gate)
        {
            Instant now = _clock.GetInstant();
            action(_peer, now);
            Drain();
        }
    }

    private void Drain()
    {
        while (_peer.TryPollEvent(out PeerEvent happened))
        {
            Tell(happened);
        }

        while (_peer.TryPollTransmit(_sendBuffer, out int length, out TransportTuple destination))
        {
            _link.Send(_sendBuffer.AsSpan(0, length), destination);
        }
    }

    private void Tell(in PeerEvent happened)
    {
        switch (happened.Kind)
        {
            case PeerEventKind.Connected:
                _connected.TrySetResult();
                break;
            case PeerEventKind.Frame:
                Volatile.Write(ref _framesReceived, _framesReceived + 1);
                _frames.Writer.TryWrite(new ClientFrame(happened.Sequence, happened.Timestamp, _clock.GetInstant(), happened.Payload.ToArray()));
                break;
            case PeerEventKind.ChannelOpened:
                _messages.Writer.TryWrite(new ClientMessage(happened.Channel, ReadOnlyMemory<byte>.Empty, IsText: false));
                break;
            case PeerEventKind.Message:
                _messages.Writer.TryWrite(new ClientMessage(happened.Channel, happened.Payload.ToArray(), happened.IsText));
                break;
            case PeerEventKind.Closed:
                _connected.TrySetException(new IOException($"The call ended before it was connected: {happened.CloseReason}."));
                _closed.TrySetResult(happened.CloseReason);
                _frames.Writer.TryComplete();
                _messages.Writer.TryComplete();
                break;
            default:
                break;
        }
    }

    private async Task ReceiveAsync()
    {
        byte[] buffer = new byte[RtcPeer.MaxDatagramOut];
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                (int length, TransportTuple from) = await _link.ReceiveAsync(buffer, _stop.Token).ConfigureAwait(false);
                Do((peer, now) => peer.HandleDatagram(from, buffer.AsMemory(0, length), now));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The call is over, or the server is gone, which the timers will tell.
        }
    }

    private async Task RunTimersAsync()
    {
        using var timer = new PeriodicTimer(TimerInterval, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                Do(static (peer, now) =>
                {
                    if (peer.NextTimeout <= now)
                    {
                        peer.HandleTimeout(now);
                    }
                });
            }
        }
        catch (OperationCanceledException)
        {
            // The call is over.
        }
    }
}
