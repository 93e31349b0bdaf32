using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.Server.Tests.Harness;

/// <summary>A client at a WebSocket of the API. It reads nothing but while a test waits for something.</summary>
internal sealed class SocketClient : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly List<JsonElement> _events = [];

    private SocketClient()
    {
    }

    /// <summary>What came so far.</summary>
    public IReadOnlyList<JsonElement> Events => _events;

    /// <summary>The subprotocol that the server has chosen.</summary>
    public string? Subprotocol => _socket.SubProtocol;

    /// <summary>Why the server has closed; null while it has not.</summary>
    public (WebSocketCloseStatus? Status, string? Reason) Closed => (_socket.CloseStatus, _socket.CloseStatusDescription);

    /// <summary>Connects.</summary>
    /// <param name="server">To whom.</param>
    /// <param name="query">What follows <c>/v1/realtime</c>: <c>?model=...</c> or <c>?call_id=...</c>.</param>
    /// <param name="key">What to bear; null for nothing.</param>
    /// <param name="subprotocols">What to ask for.</param>
    public static async Task<SocketClient> ConnectAsync(RunningServer server, string query, string? key = null, params string[] subprotocols)
    {
        var client = new SocketClient();
        if (key is not null)
        {
            client._socket.Options.SetRequestHeader("Authorization", "Bearer " + key);
        }

        foreach (string subprotocol in subprotocols)
        {
            client._socket.Options.AddSubProtocol(subprotocol);
        }

        var address = new UriBuilder(new Uri(server.Http.BaseAddress!, "/v1/realtime" + query)) { Scheme = "ws" };
        try
        {
            await client._socket.ConnectAsync(address.Uri, CancellationToken.None).WithinPatienceAsync();
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends an event.</summary>
    public Task SendAsync(string json) => SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text);

    /// <summary>Sends a message, or a part of one.</summary>
    public Task SendAsync(ReadOnlyMemory<byte> bytes, WebSocketMessageType type, bool endOfMessage = true) =>
        _socket.SendAsync(bytes, type, endOfMessage, CancellationToken.None).AsTask().WithinPatienceAsync();

    /// <summary>Waits for an event of a kind that has not been waited for yet.</summary>
    public async Task<JsonElement> ReceiveAsync(string type)
    {
        while (await ReadAsync() is { } happening)
        {
            if (happening.GetProperty("type").GetString() == type)
            {
                return happening;
            }
        }

        throw new InvalidOperationException($"Closed ({Closed.Status}: {Closed.Reason}) before {type} came.");
    }

    /// <summary>Waits for an error, and gives its code.</summary>
    public async Task<string?> ReceiveErrorAsync() => (await ReceiveAsync("error")).GetProperty("error").GetProperty("code").GetString();

    /// <summary>Reads until the server closes.</summary>
    public async Task<WebSocketCloseStatus?> ReadToCloseAsync()
    {
        while (await ReadAsync() is not null)
        {
            // Kept, and of no interest.
        }

        return _socket.CloseStatus;
    }

    /// <summary>Closes as a client should.</summary>
    public Task CloseAsync() => _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).WithinPatienceAsync();

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<JsonElement?> ReadAsync()
    {
        var message = new ArrayBufferWriter<byte>();
        while (true)
        {
            ValueWebSocketReceiveResult part = await _socket.ReceiveAsync(message.GetMemory(16 * 1024), CancellationToken.None).AsTask().WithinPatienceAsync();
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            message.Advance(part.Count);
            if (part.EndOfMessage)
            {
                JsonElement happening = JsonDocument.Parse(message.WrittenMemory.ToArray()).RootElement;
                _events.Add(happening);
                return happening;
            }
        }
    }
}
