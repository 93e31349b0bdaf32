using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.TestKit.Upstreams;

/// <summary>One request that an <see cref="HttpStandIn"/> was sent, and the response that the test gives: whole, in pieces, broken off, or none.</summary>
public sealed class HttpExchange
{
    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal HttpExchange(Socket socket, NetworkStream stream, string path, IReadOnlyDictionary<string, string> headers, byte[] body)
    {
        _socket = socket;
        _stream = stream;
        Path = path;
        Headers = headers;
        Body = body;
        _ = WatchAsync();
    }

    /// <summary>What was asked for.</summary>
    public string Path { get; }

    /// <summary>The request's headers, by their names in lower case.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>The request's body.</summary>
    public byte[] Body { get; }

    /// <summary>The body as text.</summary>
    public string Text => Encoding.Latin1.GetString(Body);

    /// <summary>The body as JSON.</summary>
    public JsonElement Json => JsonElement.Parse(Body);

    /// <summary>True once the client has closed the connection.</summary>
    public bool IsGone => _gone.Task.IsCompleted;

    /// <summary>Waits until the client has closed the connection.</summary>
    public Task GoneAsync() => _gone.Task.WithinPatienceAsync();

    /// <summary>Gives a whole response.</summary>
    public async Task RespondAsync(int status, string contentType, ReadOnlyMemory<byte> body)
    {
        string head = $"HTTP/1.1 {status} Standing In\r\nContent-Type: {contentType}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n";
        await SendAsync(Encoding.ASCII.GetBytes(head)).ConfigureAwait(false);
        await SendAsync(body).ConfigureAwait(false);
        Close();
    }

    /// <summary>Gives a whole response of text.</summary>
    public Task RespondAsync(int status, string json) => RespondAsync(status, "application/json", Encoding.UTF8.GetBytes(json));

    /// <summary>Begins a response that comes in pieces.</summary>
    public Task BeginAsync(string contentType) => SendAsync(Encoding.ASCII.GetBytes(
        $"HTTP/1.1 200 OK\r\nContent-Type: {contentType}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"));

    /// <summary>Sends a piece.</summary>
    public Task WriteAsync(ReadOnlyMemory<byte> piece)
    {
        byte[] size = Encoding.ASCII.GetBytes($"{piece.Length.ToString("x", CultureInfo.InvariantCulture)}\r\n");
        return SendAsync((byte[])[.. size, .. piece.Span, .. "\r\n"u8]);
    }

    /// <summary>Sends a piece of text.</summary>
    public Task WriteAsync(string piece) => WriteAsync(Encoding.UTF8.GetBytes(piece));

    /// <summary>Ends a response that came in pieces.</summary>
    public async Task EndAsync()
    {
        await SendAsync("0\r\n\r\n"u8.ToArray()).ConfigureAwait(false);
        Close();
    }

    /// <summary>Drops the connection.</summary>
    public void Abort()
    {
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Close();
    }

    // A client that has gone wants nothing more, which is what some tests are about.
    private async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await _stream.WriteAsync(bytes).ConfigureAwait(false);
        }
        catch (IOException)
        {
            _gone.TrySetResult();
        }
        catch (ObjectDisposedException)
        {
            _gone.TrySetResult();
        }
    }

    private void Close()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It has gone by itself.
        }
    }

    private async Task WatchAsync()
    {
        try
        {
            while (await _stream.ReadAsync(new byte[256]).ConfigureAwait(false) > 0)
            {
                // Nobody sends a second request before the response to the first.
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Gone, one way or another.
        }

        _gone.TrySetResult();
        _socket.Dispose();
    }
}
