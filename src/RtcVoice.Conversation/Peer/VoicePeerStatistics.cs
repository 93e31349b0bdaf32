namespace RtcVoice.Conversation.Peer;

/// <summary>A snapshot of one peer's connection.</summary>
public sealed record VoicePeerStatistics
{
    /// <summary>The state of the connection, as a browser's connectionState would name it.</summary>
    public required string State { get; init; }

    /// <summary>The remote address in use, or null before the first authenticated check.</summary>
    public string? RemoteAddress { get; init; }

    /// <summary>The SRTP profile, or null before DTLS has agreed on one.</summary>
    public string? SrtpProfile { get; init; }

    /// <summary>Time from the creation of the peer to the completed DTLS handshake, or null until then.</summary>
    public TimeSpan? TimeToConnect { get; init; }

    /// <summary>RTP packets received and authenticated.</summary>
    public long PacketsReceived { get; init; }

    /// <summary>RTP packets sent.</summary>
    public long PacketsSent { get; init; }

    /// <summary>Datagrams dropped: unauthenticated, malformed, replayed or over a limit.</summary>
    public long DatagramsDropped { get; init; }

    /// <summary>The browser's last report on our audio, or null until one came.</summary>
    public ReceptionReport? LastReport { get; init; }
}
