using System.Net.WebSockets;
using System.Text.Json;

namespace RtcVoice.TestKit.Upstreams;

/// <summary>The provider's end of a WebSocket: JSON both ways.</summary>
/// <param name="socket">The WebSocket.</param>
/// <param name="address">What was asked for.</param>
/// <param name="hangUp">Breaks the connection.</param>
public sealed class StandInSocket(WebSocket socket, Uri address, Action hangUp) : IAsyncDisposable
{
    private const int MaxMessageBytes = 4 * 1024 * 1024;

    private readonly WebSocket _socket = socket;
    private readonly Action _hangUp = hangUp;
    private readonly SemaphoreSlim _sending = new(1);
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _reading = Task.CompletedTask;

    /// <summary>What was asked for.</summary>
    public Uri Address { get; } = address;

    /// <summary>True once the client has gone, or was sent away.</summary>
    public bool IsOver => _reading.IsCompleted;

    /// <summary>Done when it is disposed: the request that it came with must last as long.</summary>
    public Task Disposed => _disposed.Task;

    /// <summary>Begins to read.</summary>
    /// <param name="take">Takes a message; the next is read when it is done.</param>
    public void Read(Func<JsonElement, Task> take) => _reading = ReadAsync(take);

    /// <summary>Sends text or bytes.</summary>
    public async Task SendAsync(byte[] bytes, WebSocketMessageType type)
    {
        await _sending.WaitAsync().ConfigureAwait(false);
        try
        {
            await _socket.SendAsync(bytes, type, true, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Breaks the connection without a word.</summary>
    public void Abort() => _hangUp();

    /// <summary>Closes the connection with a reason.</summary>
    public Task CloseAsync(WebSocketCloseStatus status, string reason) => _socket.CloseOutputAsync(status, reason, CancellationToken.None);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading.ConfigureAwait(false);
        _socket.Dispose();
        _sending.Dispose();
        _disposed.TrySetResult();
    }

    private async Task ReadAsync(Func<JsonElement, Task> take)
    {
        byte[] buffer = new byte[MaxMessageBytes];
        int length = 0;
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult part = await _socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None).ConfigureAwait(false);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                length += part.Count;
                if (part.EndOfMessage)
                {
                    JsonElement message = JsonElement.Parse(buffer.AsSpan(0, length));
                    length = 0;
                    await take(message).ConfigureAwait(false);
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The connection is over.
        }
    }
}
