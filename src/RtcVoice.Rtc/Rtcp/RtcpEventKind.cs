namespace RtcVoice.Rtc.Rtcp;

/// <summary>What an RTCP session has to tell.</summary>
internal enum RtcpEventKind : byte
{
    /// <summary>The peer reported on our source: see <see cref="RtcpEvent.Report"/>.</summary>
    PeerReported,

    /// <summary>A source of the peer's left: see <see cref="RtcpEvent.Ssrc"/>.</summary>
    SourceLeft,
}
