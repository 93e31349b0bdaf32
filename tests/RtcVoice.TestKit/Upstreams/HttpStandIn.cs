using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RtcVoice.TestKit.Upstreams;

/// <summary>
/// An HTTP/1.1 server on this machine over which a test has every power: to answer in pieces, to break off, to say nothing,
/// and to see when a client has gone.
/// </summary>
public sealed class HttpStandIn : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<Socket> _sockets = [];
    private readonly Action<HttpExchange> _onRequest;
    private readonly Task _accepting;

    /// <summary>Begins to listen.</summary>
    /// <param name="onRequest">Takes each request, on a thread of its own connection.</param>
    public HttpStandIn(Action<HttpExchange> onRequest)
    {
        _onRequest = onRequest;
        _listener.Start();
        Address = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens, without a slash at the end.</summary>
    public string Address { get; }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting.ConfigureAwait(false);
        foreach (Socket socket in _sockets)
        {
            socket.Dispose();
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptSocketAsync().ConfigureAwait(false);
                _sockets.Add(socket);
                _ = ServeAsync(socket);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            var stream = new NetworkStream(socket);
            string[] request = (await ReadLineAsync(stream).ConfigureAwait(false)).Split(' ');
            var headers = new Dictionary<string, string>(StringComparer.Ordinal);
            for (string line; (line = await ReadLineAsync(stream).ConfigureAwait(false)).Length > 0;)
            {
                int colon = line.IndexOf(':', StringComparison.Ordinal);
                headers[line[..colon].ToLowerInvariant()] = line[(colon + 1)..].Trim();
            }

            byte[] body = headers.ContainsKey("transfer-encoding")
                ? await ReadChunksAsync(stream).ConfigureAwait(false)
                : await ReadAsync(stream, int.Parse(headers.GetValueOrDefault("content-length", "0"), CultureInfo.InvariantCulture)).ConfigureAwait(false);
            _onRequest(new HttpExchange(socket, stream, request[1], headers, body));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The client has gone in the middle.
        }
    }

    private static async Task<byte[]> ReadChunksAsync(NetworkStream stream)
    {
        List<byte> body = [];
        for (int size; (size = int.Parse(await ReadLineAsync(stream).ConfigureAwait(false), NumberStyles.HexNumber, CultureInfo.InvariantCulture)) > 0;)
        {
            body.AddRange(await ReadAsync(stream, size).ConfigureAwait(false));
            await ReadLineAsync(stream).ConfigureAwait(false);
        }

        await ReadLineAsync(stream).ConfigureAwait(false);
        return [.. body];
    }

    private static async Task<byte[]> ReadAsync(NetworkStream stream, int count)
    {
        byte[] bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes).ConfigureAwait(false);
        return bytes;
    }

    private static async Task<string> ReadLineAsync(NetworkStream stream)
    {
        var line = new StringBuilder();
        byte[] one = new byte[1];
        while (true)
        {
            await stream.ReadExactlyAsync(one).ConfigureAwait(false);
            if (one[0] == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)one[0]);
        }
    }
}
