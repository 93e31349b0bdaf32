namespace RtcVoice.Rtc.Sctp;

/// <summary>Figures of one association since its birth.</summary>
internal readonly record struct SctpStatistics
{
    public long PacketsSent { get; init; }

    public long PacketsReceived { get; init; }

    /// <summary>Packets that were no valid packet of this association: length, checksum, ports, tag or chunk framing.</summary>
    public long PacketsDropped { get; init; }

    /// <summary>DATA chunks sent again.</summary>
    public long Retransmissions { get; init; }

    /// <summary>Losses found by three reports of a gap.</summary>
    public long FastRetransmits { get; init; }

    /// <summary>Expiries of the retransmission timer.</summary>
    public long RetransmissionTimeouts { get; init; }

    /// <summary>Messages given up under partial reliability.</summary>
    public long MessagesAbandoned { get; init; }

    /// <summary>The smoothed round trip time; zero before the first sample.</summary>
    public TimeSpan SmoothedRoundTrip { get; init; }

    /// <summary>Bytes that may be in flight.</summary>
    public int CongestionWindow { get; init; }

    /// <summary>Bytes in flight.</summary>
    public int BytesInFlight { get; init; }

    /// <summary>Received bytes held: incomplete messages, and whole ones that the owner has not released; with overhead.</summary>
    public int ReceiveBufferBytes { get; init; }
}
