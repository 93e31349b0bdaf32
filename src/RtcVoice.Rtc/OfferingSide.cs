using System.Diagnostics.CodeAnalysis;
using System.Text;
using RtcVoice.Rtc.Ice;
using RtcVoice.Rtc.Sdp;

namespace RtcVoice.Rtc;

/// <summary>The calling side of the offer/answer exchange: for tests, for the load driver, and for a server's call to itself.</summary>
internal sealed class OfferingSide
{
    private readonly RtcPeerSettings _settings;
    private readonly LocalMedia _media;
    private readonly SdpOfferer _offerer;

    public OfferingSide(RtcPeerSettings settings, LocalMedia media)
    {
        _settings = settings;
        _media = media;
        _offerer = new SdpOfferer(RandomNumbers.NextUInt64(settings.Random));
        Ice = Rtc.Ice.IceCredentials.Generate(settings.Random);
    }

    /// <summary>Our ICE credentials as of the last offer.</summary>
    public Ice.IceCredentials Ice { get; private set; }

    /// <summary>Writes the next offer.</summary>
    /// <param name="restartsIce">True to offer new credentials.</param>
    public string CreateOffer(bool restartsIce)
    {
        if (restartsIce)
        {
            Ice = Rtc.Ice.IceCredentials.Generate(_settings.Random);
        }

        return _offerer.CreateOffer(new OfferParameters
        {
            Ice = new Sdp.IceCredentials(Ice.Ufrag, Ice.Password),
            Fingerprint = new CertificateFingerprint(_settings.Certificate.Fingerprint.Algorithm, _settings.Certificate.Fingerprint.Hash),
            AudioSsrc = _media.Ssrc,
            Cname = _media.Cname,
        }).ToText();
    }

    /// <summary>Reads the answer.</summary>
    public static bool TryReadAnswer(
        string text, [NotNullWhen(true)] out RemoteAnswer? answer, [NotNullWhen(false)] out NegotiationError? error)
    {
        if (SdpOfferer.TryReadAnswer(Encoding.UTF8.GetBytes(text), out answer, out SdpError? refused))
        {
            error = null;
            return true;
        }

        error = new NegotiationError(NegotiationErrorCode.NotSdp, refused.Message);
        return false;
    }

    /// <summary>The tuples of the answer's candidates that can be sent to.</summary>
    public static IEnumerable<TransportTuple> Tuples(RemoteAnswer answer)
    {
        foreach (string line in answer.Candidates)
        {
            if (IceCandidate.TryParse(line, out IceCandidate? candidate) && candidate!.TryGetTuple(out TransportTuple tuple))
            {
                yield return tuple;
            }
        }
    }
}
