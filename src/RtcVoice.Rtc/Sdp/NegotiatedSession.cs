using System.Collections.Immutable;

namespace RtcVoice.Rtc.Sdp;

/// <summary>What an offer and our answer to it agree on: everything that the other protocol machines need to know.</summary>
internal sealed record NegotiatedSession
{
    /// <summary>Their ICE credentials, certificate fingerprints and DTLS role (actpass or active: either way we are the server).</summary>
    public required SectionTransport Remote { get; init; }

    /// <summary>The audio.</summary>
    public required NegotiatedAudio Audio { get; init; }

    /// <summary>The data channels, or null when there are none.</summary>
    public NegotiatedData? Data { get; init; }

    /// <summary>The accepted sections that share the transport, in the offer's order; empty when the offer has no bundle.</summary>
    public required ImmutableArray<string> BundledMids { get; init; }

    /// <summary>This answers a later offer of the same session.</summary>
    public required bool IsReoffer { get; init; }

    /// <summary>
    /// A re-offer with other ICE credentials: answer with new ones of ours, and keep the old pair until the new works
    /// (RFC 8445 section 2.4). DTLS, SRTP and SCTP go on.
    /// </summary>
    public required bool RestartsIce { get; init; }

    /// <summary>A re-offer with another SCTP port: the old association is to be closed and a new one made (RFC 8841 section 9.3).</summary>
    public required bool RestartsData { get; init; }

    /// <summary>The offer that was read, for the answer must match it section by section.</summary>
    public required SessionDescription Offer { get; init; }
}
