using System.Collections.Immutable;
using System.Text;
using RtcVoice.Rtc.Ice;
using RtcVoice.Rtc.Sdp;

namespace RtcVoice.Rtc;

/// <summary>
/// Our side of the offer/answer exchange: keeps what the answers of one peer must agree on, and translates between the
/// SDP folder's terms and the other folders'.
/// </summary>
internal sealed class AnsweringSide
{
    private readonly SdpAnswerer _answerer;
    private readonly RtcPeerSettings _settings;
    private readonly LocalMedia _media;
    private readonly ImmutableArray<string> _candidates;
    private Ice.IceCredentials _ice;

    public AnsweringSide(RtcPeerSettings settings, LocalMedia media)
    {
        _settings = settings;
        _media = media;
        _answerer = new SdpAnswerer(RandomNumbers.NextUInt64(settings.Random), AnswerPreferences.Default);
        _candidates = [.. Candidates(settings)];
        _ice = Rtc.Ice.IceCredentials.Generate(settings.Random);
    }

    /// <summary>What holds now, or null before the first offer.</summary>
    public NegotiatedSession? Current => _answerer.Current;

    /// <summary>Our ICE credentials as of the last answer.</summary>
    public Ice.IceCredentials Ice => _ice;

    /// <summary>Answers an offer; with an ICE restart, <see cref="Ice"/> is new afterwards.</summary>
    public NegotiationResult Answer(string offer, out NegotiatedSession? session)
    {
        session = null;
        if (!SessionDescription.TryRead(Encoding.UTF8.GetBytes(offer), out SessionDescription? description, out SdpError? error)
            || !_answerer.TryNegotiate(description, out session, out error))
        {
            return NegotiationResult.Refused(new NegotiationError(Translate(error.Code), error.Message));
        }

        if (session.RestartsIce)
        {
            _ice = Rtc.Ice.IceCredentials.Generate(_settings.Random);
        }

        SessionDescription answer = _answerer.CreateAnswer(session, new AnswerParameters
        {
            Ice = new Sdp.IceCredentials(_ice.Ufrag, _ice.Password),
            Fingerprint = new CertificateFingerprint(_settings.Certificate.Fingerprint.Algorithm, _settings.Certificate.Fingerprint.Hash),
            Candidates = _candidates,
            AudioSsrc = _media.Ssrc,
            Cname = _media.Cname,
        });
        return NegotiationResult.Answered(answer.ToText());
    }

    private static IEnumerable<string> Candidates(RtcPeerSettings settings)
    {
        for (int i = 0; i < settings.Endpoints.Count; i++)
        {
            yield return IceCandidate.HostUdp($"{i + 1}", settings.Endpoints[i], i).ToSdp();
        }

        for (int i = 0; i < settings.Endpoints.Count; i++)
        {
            yield return IceCandidate.HostTcpPassive($"{settings.Endpoints.Count + i + 1}", settings.Endpoints[i], i).ToSdp();
        }
    }

    private static NegotiationErrorCode Translate(SdpErrorCode code) => code switch
    {
        SdpErrorCode.Empty or SdpErrorCode.NotSdp or SdpErrorCode.Malformed => NegotiationErrorCode.NotSdp,
        SdpErrorCode.TooLarge => NegotiationErrorCode.TooLarge,
        SdpErrorCode.NoAudio => NegotiationErrorCode.NoAudio,
        SdpErrorCode.NoOpus => NegotiationErrorCode.NoOpus,
        SdpErrorCode.NoIceCredentials => NegotiationErrorCode.NoIceCredentials,
        SdpErrorCode.NoFingerprint => NegotiationErrorCode.NoFingerprint,
        SdpErrorCode.MediaSectionsChanged or SdpErrorCode.FingerprintChanged => NegotiationErrorCode.ChangedTooMuch,
        _ => NegotiationErrorCode.UnsupportedTransport,
    };
}
