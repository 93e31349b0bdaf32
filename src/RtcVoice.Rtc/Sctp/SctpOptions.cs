namespace RtcVoice.Rtc.Sctp;

/// <summary>What an association is given at its birth. The defaults are those of a voice call's data channels.</summary>
internal sealed record SctpOptions
{
    /// <summary>Our port: 5000 by the custom of data channels; ours to say in <c>a=sctp-port</c>.</summary>
    public ushort LocalPort { get; init; } = 5000;

    /// <summary>The peer's port: its <c>a=sctp-port</c>.</summary>
    public ushort RemotePort { get; init; } = 5000;

    /// <summary>
    /// The largest packet, in bytes. 1191 is what libwebrtc's dcSCTP leaves of a 1280-byte IPv6 path after DTLS, TURN, UDP
    /// and IP.
    /// </summary>
    public int MaxPacketSize { get; init; } = 1191;

    /// <summary>Streams each way. Browsers ask for 65535 and use one per channel; each costs us memory once it is used.</summary>
    public ushort MaxStreams { get; init; } = 1024;

    /// <summary>
    /// Bytes that may wait to be sent or acknowledged, all streams together, before a send is refused. A call's events are
    /// a few kilobytes; a megabyte is a peer that has gone away.
    /// </summary>
    public int SendBufferBytes { get; init; } = 1024 * 1024;

    /// <summary>The window that we advertise, in bytes: 256 KB carry 2.6 MB/s at an RTT of 100 ms.</summary>
    public int ReceiveWindowBytes { get; init; } = 256 * 1024;

    /// <summary>
    /// Bytes of incomplete messages that we hold at most; a peer that makes us hold more ignores the window that we
    /// advertised, and the association is aborted.
    /// </summary>
    public int MaxReassemblyBytes { get; init; } = 512 * 1024;

    /// <summary>The longest message that we take, in bytes: what our <c>a=max-message-size</c> says. A longer one aborts.</summary>
    public int MaxIncomingMessageSize { get; init; } = 65536;

    /// <summary>The longest message that the peer takes, in bytes: its <c>a=max-message-size</c>. A longer send is refused.</summary>
    public int MaxOutgoingMessageSize { get; init; } = 65536;

    /// <summary>Time between heartbeats (RFC 9260 section 8.3: HB.interval).</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(30);
}
