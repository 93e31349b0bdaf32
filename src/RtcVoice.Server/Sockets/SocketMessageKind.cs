namespace RtcVoice.Server.Sockets;

/// <summary>What a message of a WebSocket is.</summary>
internal enum SocketMessageKind
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>Text or bytes of more than may be; it was let go.</summary>
    TooLarge,

    /// <summary>Bytes; they were let go.</summary>
    Binary,

    /// <summary>The client has closed.</summary>
    Close,
}
