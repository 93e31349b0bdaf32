namespace RtcVoice.Server.Sockets;

/// <summary>A whole message of a WebSocket.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Utf8">The text of <see cref="SocketMessageKind.Text"/>; good until the next message is read.</param>
internal readonly record struct SocketMessage(SocketMessageKind Kind, ReadOnlyMemory<byte> Utf8 = default);
