using System.Collections.Immutable;

namespace RtcVoice.Rtc.Sdp;

/// <summary>The offering side of one call.</summary>
internal sealed record OfferParameters
{
    /// <summary>The ICE credentials; others in a later offer restart ICE.</summary>
    public required IceCredentials Ice { get; init; }

    /// <summary>The fingerprint of the certificate shown in the DTLS handshake.</summary>
    public required CertificateFingerprint Fingerprint { get; init; }

    /// <summary>The candidates, each as <c>candidate:1 1 udp ...</c>; browsers often have none yet when they offer.</summary>
    public ImmutableArray<string> Candidates { get; init; } = [];

    /// <summary>The flow of the audio as the offerer sees it.</summary>
    public MediaDirection Direction { get; init; } = MediaDirection.SendRecv;

    /// <summary>The SSRC of the audio sent; announced when the offerer sends.</summary>
    public required uint AudioSsrc { get; init; }

    /// <summary>The CNAME announced with it.</summary>
    public required string Cname { get; init; }

    /// <summary>RED is offered, after Opus, as Chromium does.</summary>
    public bool OffersRed { get; init; } = true;

    /// <summary>Data channels are offered.</summary>
    public bool OffersData { get; init; } = true;

    /// <summary>The longest data channel message accepted, in bytes.</summary>
    public uint MaxMessageSize { get; init; } = 262_144;
}
