using System.Net.WebSockets;

namespace RtcVoice.Server.Sockets;

/// <summary>Why a WebSocket is closed.</summary>
/// <param name="Status">The code (RFC 6455, section 7.4).</param>
/// <param name="Reason">In words, at most 123 bytes.</param>
internal sealed record SocketClosing(WebSocketCloseStatus Status, string Reason)
{
    /// <summary>The call has ended.</summary>
    public static readonly SocketClosing CallOver = new(WebSocketCloseStatus.NormalClosure, "The call is over.");

    /// <summary>The client has closed, or is gone.</summary>
    public static readonly SocketClosing ByClient = new(WebSocketCloseStatus.NormalClosure, "");

    /// <summary>The client does not keep up with what it is sent.</summary>
    public static readonly SocketClosing TooSlow = new(
        WebSocketCloseStatus.PolicyViolation, $"Too much waits to be read ({EventSocket.MaxQueuedBytes >> 20} MiB); read what is sent.");
}
