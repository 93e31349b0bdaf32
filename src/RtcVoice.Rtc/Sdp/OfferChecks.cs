using System.Diagnostics.CodeAnalysis;

namespace RtcVoice.Rtc.Sdp;

/// <summary>The rules that an offer must keep for us to accept it, each with its own error.</summary>
internal static class OfferChecks
{
    // RFC 9429 section 5.1.2: all that stand for RTP over DTLS-SRTP, with or without feedback.
    private static readonly string[] Protocols =
    [
        "UDP/TLS/RTP/SAVPF", "UDP/TLS/RTP/SAVP", "TCP/DTLS/RTP/SAVPF", "TCP/DTLS/RTP/SAVP", "RTP/SAVPF", "RTP/SAVP",
    ];

    /// <summary>Names are unique, the offerer is a full ICE agent, and a re-offer keeps what is in use in its place.</summary>
    public static SdpError? CheckSections(SessionDescription offer, NegotiatedSession? current)
    {
        var mids = new HashSet<string>();
        foreach (MediaDescription section in offer.Media)
        {
            if (section.Mid is { } mid && !mids.Add(mid))
            {
                return new SdpError(SdpErrorCode.Malformed, $"Two media sections have the same name, a=mid:{mid}.");
            }
        }

        if (offer.Has("ice-lite"))
        {
            return new SdpError(
                SdpErrorCode.IceLiteOffer,
                "The offer says a=ice-lite, as this server is: neither side would check for connectivity. Offer from a full ICE agent.");
        }

        return current is null ? null : CheckOrder(offer, current);
    }

    /// <summary>
    /// Takes the audio section of before if it can still be used, else the first that can. Of several errors, the first
    /// section's is told: it is the one that the sender had in mind.
    /// </summary>
    public static bool TryChooseAudio(
        SessionDescription offer,
        AnswerPreferences preferences,
        NegotiatedAudio? before,
        [NotNullWhen(true)] out NegotiatedAudio? audio,
        [NotNullWhen(false)] out SdpError? error)
    {
        audio = null;
        error = null;
        for (int i = 0; i < offer.Media.Length; i++)
        {
            if (offer.Media[i].Kind != "audio" || !BundleGroup.IsInUse(offer, offer.Media[i]))
            {
                continue;
            }

            if (!TryReadAudio(offer, i, preferences, out NegotiatedAudio? candidate, out SdpError? problem))
            {
                error ??= problem;
            }
            else if (audio is null || candidate.Mid == before?.Mid)
            {
                audio = candidate;
            }
        }

        error = audio is not null
            ? null
            : error ?? new SdpError(
                SdpErrorCode.NoAudio,
                "The offer has no audio section in use: add an audio track or a transceiver "
                + "(pc.addTransceiver('audio')) before createOffer().");
        return audio is not null;
    }

    /// <summary>We stay the DTLS server, and a re-offer stays with its DTLS association.</summary>
    public static SdpError? CheckTransport(SectionTransport remote, SectionTransport? before)
    {
        if (remote.Setup == SetupRole.Passive)
        {
            return new SdpError(
                SdpErrorCode.UnsupportedSetup,
                "The offer says a=setup:passive, but this server is always the DTLS server: offer a=setup:actpass, as browsers do.");
        }

        bool isSameAssociation = before is null
            || (before.Fingerprints.Length == remote.Fingerprints.Length
                && before.Fingerprints.All(remote.Fingerprints.Contains)
                && (before.TlsId is null || remote.TlsId is null || before.TlsId == remote.TlsId));
        return isSameAssociation
            ? null
            : new SdpError(
                SdpErrorCode.FingerprintChanged,
                "The certificate fingerprint (or tls-id) is not that of the first offer: a new DTLS association needs a new call.");
    }

    // RFC 3264 section 8: sections are never removed or moved; one that is out of use may be taken for something else
    // (recycled, RFC 9429 section 5.2.2).
    private static SdpError? CheckOrder(SessionDescription offer, NegotiatedSession current)
    {
        if (offer.Media.Length < current.Offer.Media.Length)
        {
            return new SdpError(
                SdpErrorCode.MediaSectionsChanged,
                $"The re-offer has {offer.Media.Length} media sections, the last offer had {current.Offer.Media.Length}: "
                + "a section is stopped by port 0, never removed.");
        }

        return CheckPlace(current.Audio.Section, current.Audio.Mid)
            ?? (current.Data is { } data ? CheckPlace(data.Section, data.Mid) : null);

        SdpError? CheckPlace(int index, string? mid)
        {
            MediaDescription before = current.Offer.Media[index];
            MediaDescription section = offer.Media[index];
            bool isKept = section.Kind == before.Kind && (section.Mid == mid || !BundleGroup.IsInUse(offer, section));
            return isKept
                ? null
                : new SdpError(
                    SdpErrorCode.MediaSectionsChanged,
                    $"Section {index} of the re-offer is {section.Kind} (mid {section.Mid}), but {before.Kind} (mid {mid}) is in use there: "
                    + "sections keep their place.");
        }
    }

    private static bool TryReadAudio(
        SessionDescription offer,
        int index,
        AnswerPreferences preferences,
        [NotNullWhen(true)] out NegotiatedAudio? audio,
        [NotNullWhen(false)] out SdpError? error)
    {
        MediaDescription section = offer.Media[index];
        audio = null;
        error = null;
        if (!Protocols.Contains(section.Protocol))
        {
            error = new SdpError(
                SdpErrorCode.UnsupportedTransport,
                $"The audio section (m-line {index}) is {section.Protocol}; only UDP/TLS/RTP/SAVPF (DTLS-SRTP) is accepted.");
            return false;
        }

        AudioFormats formats = AudioFormats.Read(section);
        if (formats.Opus is null)
        {
            error = new SdpError(
                SdpErrorCode.NoOpus,
                $"The audio section (m-line {index}) has no Opus: offer a payload type with a=rtpmap:<type> opus/48000/2.");
            return false;
        }

        if (!section.Has("rtcp-mux") && !section.Has("rtcp-mux-only"))
        {
            error = new SdpError(
                SdpErrorCode.NoRtcpMux,
                $"The audio section (m-line {index}) has no a=rtcp-mux: RTP and RTCP share one port here (rtcpMuxPolicy 'require').");
            return false;
        }

        (uint? ssrc, string? cname) = AnnouncedSource.Read(section);
        AudioHeaderExtensions extensions = AudioHeaderExtensions.Read(offer, section);
        audio = new NegotiatedAudio
        {
            Section = index,
            Mid = section.Mid,
            Opus = formats.Opus,
            RedPayloadType = preferences.Red == RedUse.None ? null : formats.Red,
            TelephoneEvent = formats.TelephoneEvent,
            Direction = offer.DirectionOf(section).Reversed(),
            Extensions = preferences.SendsTransportFeedback ? extensions : extensions with { TransportSequenceNumber = null },
            UsesReducedSizeRtcp = section.Has("rtcp-rsize"),
            RemoteSsrc = ssrc,
            RemoteCname = cname,
        };
        return true;
    }
}
