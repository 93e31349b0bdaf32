using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace RtcVoice.Rtc.Sdp;

/// <summary>
/// The answering side of one call (RFC 3264, RFC 9429): reads each offer of the browser, says what follows from it, and
/// writes the answer. One audio section with Opus and at most one section for data channels are accepted, on one
/// transport; everything else is refused in place, with port 0.
/// It makes no offers, takes no remote candidates, and never becomes the DTLS client.
/// </summary>
/// <remarks>
/// <see cref="TryNegotiate"/> changes nothing, so that a refused offer leaves the call as it was (RFC 3264 section 8);
/// <see cref="CreateAnswer"/> makes the offer the current one.
/// </remarks>
internal sealed class SdpAnswerer
{
    private readonly ulong _sessionId;
    private readonly AnswerPreferences _preferences;
    private NegotiatedSession? _current;
    private IceCredentials? _localIce;
    private ulong _version;

    /// <summary>Makes the answerer of one call.</summary>
    /// <param name="sessionId">At random; 63 bits of it are used (RFC 9429 section 5.2.1).</param>
    /// <param name="preferences">What we take of an offer.</param>
    public SdpAnswerer(ulong sessionId, AnswerPreferences preferences)
    {
        _sessionId = sessionId & long.MaxValue;
        _preferences = preferences;
    }

    /// <summary>What holds now: by the last offer that was answered, or null before the first.</summary>
    public NegotiatedSession? Current => _current;

    /// <summary>Reads what an offer asks for.</summary>
    /// <param name="offer">The offer; the first of a call or a later one.</param>
    /// <param name="session">What an answer would agree on, when true.</param>
    /// <param name="error">Why it cannot be accepted, when false.</param>
    public bool TryNegotiate(
        SessionDescription offer,
        [NotNullWhen(true)] out NegotiatedSession? session,
        [NotNullWhen(false)] out SdpError? error)
    {
        session = null;
        error = OfferChecks.CheckSections(offer, _current);
        if (error is not null)
        {
            return false;
        }

        if (!OfferChecks.TryChooseAudio(offer, _preferences, _current?.Audio, out NegotiatedAudio? audio, out error))
        {
            return false;
        }

        ImmutableArray<string> group = BundleGroup.Of(offer, audio.Mid);
        error = ChooseData(offer, audio, group, out NegotiatedData? data);
        if (error is not null
            || !SectionTransport.TryRead(offer, OrderByTransport(offer, group, audio, data), out SectionTransport? remote, out error))
        {
            return false;
        }

        error = OfferChecks.CheckTransport(remote, _current?.Remote);
        if (error is not null)
        {
            return false;
        }

        session = new NegotiatedSession
        {
            Remote = remote,
            Audio = audio,
            Data = data,
            BundledMids = [.. group.Where(mid => mid == audio.Mid || mid == data?.Mid)],
            IsReoffer = _current is not null,
            RestartsIce = _current is not null && _current.Remote.Ice != remote.Ice,
            RestartsData = _current?.Data is { } before && before.RemotePort != (data?.RemotePort ?? 0),
            Offer = offer,
        };
        return true;
    }

    /// <summary>Writes the answer, and makes the offer the current one.</summary>
    /// <param name="session">What <see cref="TryNegotiate"/> gave for the offer; none may have been answered since.</param>
    /// <param name="local">Our side.</param>
    /// <returns>The answer; its text is <see cref="SessionDescription.ToText"/>.</returns>
    /// <exception cref="ArgumentException">
    /// Our side would break the answer: credentials that changed without an ICE restart or did not change with one, or
    /// text that does not fit a line.
    /// </exception>
    public SessionDescription CreateAnswer(NegotiatedSession session, AnswerParameters local)
    {
        if (!local.Ice.IsUsable)
        {
            throw new ArgumentException("Local ICE credentials have 4 to 256 and 22 to 256 printable characters.", nameof(local));
        }

        if (_localIce is not null && session.RestartsIce == (_localIce == local.Ice))
        {
            throw new ArgumentException("Local ICE credentials change with an ICE restart, and only then (RFC 8839 section 4.4.1.1.1).", nameof(local));
        }

        SessionDescription answer = new AnswerComposer(session, local, _preferences).Compose(_sessionId, _version + 1);
        _version++;
        _localIce = local.Ice;
        _current = session;
        return answer;
    }

    // The first section for data channels; having none is no error, but one that needs a transport of its own is.
    private static SdpError? ChooseData(
        SessionDescription offer, NegotiatedAudio audio, ImmutableArray<string> group, out NegotiatedData? data)
    {
        data = null;
        for (int i = 0; i < offer.Media.Length; i++)
        {
            if (!BundleGroup.IsInUse(offer, offer.Media[i]) || !NegotiatedData.TryRead(offer.Media[i], i, out data))
            {
                continue;
            }

            if (data.Mid is { } mid && group.Contains(mid))
            {
                return null;
            }

            data = null;
            return new SdpError(
                SdpErrorCode.NoBundle,
                $"Audio (section {audio.Section}) and data channels (section {i}) are not in one a=group:BUNDLE: "
                + "all of a call goes over one transport, so offer them bundled, each with an a=mid.");
        }

        return null;
    }

    // The transport is the tagged section's (RFC 9143 section 7.3.1): the first of the group that we accept. The tagged
    // section of the offer comes next, in case a bundle-only section leaves it all to that one, then the rest.
    private static List<MediaDescription> OrderByTransport(
        SessionDescription offer, ImmutableArray<string> group, NegotiatedAudio audio, NegotiatedData? data)
    {
        MediaDescription[] bundle = [.. group.Select(mid => offer.Media.First(section => section.Mid == mid))];
        return bundle.Length == 0
            ? [offer.Media[audio.Section]]
            : [.. bundle.Where(IsAccepted), .. bundle.Where(section => !IsAccepted(section))];

        bool IsAccepted(MediaDescription section) => section.Mid == audio.Mid || section.Mid == data?.Mid;
    }
}
