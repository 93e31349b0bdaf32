using System.Net.WebSockets;
using System.Threading.Channels;
using RtcVoice.Conversation.Clients;

namespace RtcVoice.Server.Sockets;

/// <summary>
/// A client of a session at a WebSocket: its messages become events, and what the session sends waits here for a task of
/// its own to write it, so that a slow client holds up nobody. It does not know whose session it is.
/// </summary>
internal sealed class EventSocket : IEventPort, IDisposable
{
    /// <summary>More must never wait: minutes of sound, or thousands of events.</summary>
    public const long MaxQueuedBytes = 8 * 1024 * 1024;

    /// <summary>While more waits no sound is added: 15 s of it.</summary>
    private const long RoomBytes = 1024 * 1024;

    /// <summary>For the last events to be read, and for the client to close as well.</summary>
    private static readonly TimeSpan CloseTime = TimeSpan.FromSeconds(5);

    private readonly int _maxMessageBytes;
    private readonly Channel<ReadOnlyMemory<byte>> _outgoing = Channel.CreateUnbounded<ReadOnlyMemory<byte>>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _closing = new();
    private readonly CancellationTokenSource _abort;
    private long _queuedBytes;
    private SocketClosing? _closedFor;

    /// <summary>Makes a port that keeps what it is sent until it has a WebSocket.</summary>
    /// <param name="clock">Measures the time to close.</param>
    /// <param name="maxMessageBytes">The longest message that is taken.</param>
    public EventSocket(TimeProvider clock, int maxMessageBytes)
    {
        _maxMessageBytes = maxMessageBytes;
        _abort = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
    }

    /// <summary>Whether there is room for sound.</summary>
    public bool HasRoom => Interlocked.Read(ref _queuedBytes) < RoomBytes;

    /// <inheritdoc />
    public void Send(ReadOnlyMemory<byte> utf8)
    {
        if (Volatile.Read(ref _closedFor) is not null)
        {
            return;
        }

        if (Interlocked.Add(ref _queuedBytes, utf8.Length) > MaxQueuedBytes)
        {
            Close(SocketClosing.TooSlow);
            return;
        }

        _outgoing.Writer.TryWrite(utf8);
    }

    /// <summary>Carries events both ways until one side closes.</summary>
    /// <param name="socket">The WebSocket.</param>
    /// <param name="client">The session's end.</param>
    /// <param name="over">Completes when the call is over.</param>
    /// <param name="gone">Called when nothing more will come of the client, maybe before it has been sent everything.</param>
    public async Task RunAsync(WebSocket socket, SessionClient client, Task over, Action gone)
    {
        Task writing = WriteAsync(socket);
        _ = CloseAfterAsync(over);
        try
        {
            await ReadAsync(socket, client);
        }
        catch (Exception e) when (IsLoss(e))
        {
            // A client may leave without a word.
        }

        gone();
        Close(SocketClosing.ByClient);
        await writing;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Close(SocketClosing.ByClient);
        _abort.Dispose();
    }

    private void Close(SocketClosing why)
    {
        if (Interlocked.CompareExchange(ref _closedFor, why, null) is null)
        {
            _outgoing.Writer.TryComplete();
            _abort.CancelAfter(CloseTime);

            // Whoever waits for the session has no business on this thread, which may be the worker's.
            _ = _closing.CancelAsync();
        }
    }

    private async Task CloseAfterAsync(Task over)
    {
        await over;
        Close(SocketClosing.CallOver);
    }

    private async Task ReadAsync(WebSocket socket, SessionClient client)
    {
        using var reader = new SocketMessageReader(socket, _maxMessageBytes);
        while (true)
        {
            SocketMessage message = await reader.ReadAsync(_abort.Token);
            switch (message.Kind)
            {
                case SocketMessageKind.Close:
                    return;
                case SocketMessageKind.Text when !_closing.IsCancellationRequested:
                    await TakeAsync(client, message.Utf8);
                    break;
                case SocketMessageKind.TooLarge:
                    client.Refuse("message_too_large", $"The event is longer than {_maxMessageBytes} bytes. Send it in parts.");
                    break;
                case SocketMessageKind.Binary:
                    client.Refuse("binary_not_supported", "Binary messages are not taken here. Send each event as text: one JSON object.");
                    break;
            }
        }
    }

    private async Task TakeAsync(SessionClient client, ReadOnlyMemory<byte> utf8)
    {
        try
        {
            await client.ReceiveAsync(utf8, _closing.Token);
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // The session takes nothing more; what is left to read is the client's close.
        }
    }

    private async Task WriteAsync(WebSocket socket)
    {
        try
        {
            await foreach (ReadOnlyMemory<byte> utf8 in _outgoing.Reader.ReadAllAsync(_abort.Token))
            {
                await socket.SendAsync(utf8, WebSocketMessageType.Text, endOfMessage: true, _abort.Token);
                Interlocked.Add(ref _queuedBytes, -utf8.Length);
            }

            SocketClosing why = _closedFor!;
            await socket.CloseOutputAsync(why.Status, why.Reason, _abort.Token);
        }
        catch (Exception e) when (IsLoss(e))
        {
            // The reader finds out as well.
            socket.Abort();
        }
    }

    private static bool IsLoss(Exception e) => e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException;
}
