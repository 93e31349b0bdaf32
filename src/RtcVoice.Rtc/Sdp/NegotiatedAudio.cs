namespace RtcVoice.Rtc.Sdp;

/// <summary>The audio that both sides agree on.</summary>
internal sealed record NegotiatedAudio
{
    /// <summary>The section's place in the offer.</summary>
    public required int Section { get; init; }

    /// <summary>The section's name, or null when the offer gives none.</summary>
    public required string? Mid { get; init; }

    /// <summary>Opus: what we may send, and the payload type in which we receive.</summary>
    public required OpusFormat Opus { get; init; }

    /// <summary>The payload type of RED in both directions, or null when it is not used.</summary>
    public byte? RedPayloadType { get; init; }

    /// <summary>Telephone events, or null when the other side has none.</summary>
    public TelephoneEventFormat? TelephoneEvent { get; init; }

    /// <summary>The flow as we see it: SendRecv when both talk, SendOnly to a listener, Inactive on hold.</summary>
    public required MediaDirection Direction { get; init; }

    /// <summary>The ids of the RTP header extensions that both sides use.</summary>
    public AudioHeaderExtensions Extensions { get; init; }

    /// <summary>RTCP may be sent in reduced-size packets (RFC 5506).</summary>
    public bool UsesReducedSizeRtcp { get; init; }

    /// <summary>The SSRC they announced, or null: then learn it from the packets.</summary>
    public uint? RemoteSsrc { get; init; }

    /// <summary>The CNAME they announced with it, or null.</summary>
    public string? RemoteCname { get; init; }
}
