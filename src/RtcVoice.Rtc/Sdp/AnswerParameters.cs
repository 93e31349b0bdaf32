using System.Collections.Immutable;

namespace RtcVoice.Rtc.Sdp;

/// <summary>Our side of one call, for its answer. Secrets and numbers are made by the caller, who owns the randomness.</summary>
internal sealed record AnswerParameters
{
    /// <summary>Our ICE credentials: the same for all answers of a call but after an ICE restart.</summary>
    public required IceCredentials Ice { get; init; }

    /// <summary>The fingerprint of the certificate that we show in the DTLS handshake.</summary>
    public required CertificateFingerprint Fingerprint { get; init; }

    /// <summary>Our candidates, each as <c>candidate:1 1 udp ...</c>, best first.</summary>
    public required ImmutableArray<string> Candidates { get; init; }

    /// <summary>The SSRC of the audio that we send.</summary>
    public required uint AudioSsrc { get; init; }

    /// <summary>Our CNAME (RFC 7022): at random for each call.</summary>
    public required string Cname { get; init; }

    /// <summary>The name of our media stream; without one, a browser's track event has no stream and some clients stay silent.</summary>
    public string StreamId { get; init; } = "rtcvoice";

    /// <summary>The name of our audio track.</summary>
    public string TrackId { get; init; } = "agent";

    /// <summary>The longest data channel message that we accept, in bytes.</summary>
    public uint MaxMessageSize { get; init; } = NegotiatedData.DefaultMaxMessageSize;

    /// <summary>Our SCTP port.</summary>
    public ushort SctpPort { get; init; } = 5000;
}
