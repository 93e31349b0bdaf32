using RtcVoice.Rtc.Sdp;
using RtcVoice.TestKit.Offers;

namespace RtcVoice.Rtc.Tests.Sdp;

internal sealed class SdpReofferTests
{
    private static readonly OfferText First = OfferText.Chromium;
    private static readonly string Ufrag = First.Read().Media[0].Find("ice-ufrag")!;

    [Test]
    public void Every_answer_has_the_same_session_and_the_next_version()
    {
        SdpAnswerer answerer = Sdps.NewAnswerer();

        SessionDescription[] answers = [answerer.Answer(First), answerer.Answer(First), answerer.Answer(First)];

        Assert.That(answers.Select(answer => answer.Origin.SessionId), Is.All.EqualTo(Sdps.SessionId));
        Assert.That(answers.Select(answer => answer.Origin.Version), Is.EqualTo(new ulong[] { 1, 2, 3 }));
    }

    [Test]
    public void A_session_id_has_63_bits()
    {
        var answerer = new SdpAnswerer(ulong.MaxValue, AnswerPreferences.Default);

        Assert.That(answerer.Answer(First).Origin.SessionId, Is.EqualTo(long.MaxValue));
    }

    [Test]
    public void The_same_offer_again_restarts_nothing()
    {
        SdpAnswerer answerer = Sdps.NewAnswerer();
        _ = answerer.Answer(First);

        NegotiatedSession session = answerer.Negotiate(First);

        Assert.That(session.IsReoffer, Is.True);
        Assert.That(session.RestartsIce, Is.False);
        Assert.That(session.RestartsData, Is.False);
    }

    [Test]
    public void Other_credentials_restart_ICE_and_want_other_credentials_of_ours()
    {
        SdpAnswerer answerer = Sdps.NewAnswerer();
        _ = answerer.Answer(First);
        NegotiatedSession session = answerer.Negotiate(First.With($"ice-ufrag:{Ufrag}", "ice-ufrag:NewU"));

        Assert.That(session.RestartsIce, Is.True);
        Assert.That(() => answerer.CreateAnswer(session, Sdps.Local), Throws.ArgumentException);
        SessionDescription answer = answerer.CreateAnswer(session, Sdps.LocalAfterRestarts(1));
        Assert.That(answer.Media.Select(section => section.Find("ice-ufrag")), Is.All.EqualTo("abcdEFGH1"));
        Assert.That(answer.Media[0].Find("fingerprint"), Is.EqualTo(Sdps.Fingerprint.ToString()));
        Assert.That(answer.Media[0].Find("setup"), Is.EqualTo("passive"));
    }

    [Test]
    public void Our_credentials_stay_without_a_restart()
    {
        SdpAnswerer answerer = Sdps.NewAnswerer();
        _ = answerer.Answer(First);
        NegotiatedSession session = answerer.Negotiate(First);

        Assert.That(() => answerer.CreateAnswer(session, Sdps.LocalAfterRestarts(1)), Throws.ArgumentException);
    }

    [Test]
    public void A_restart_is_relative_to_the_last_offer_that_was_answered()
    {
        SdpAnswerer answerer = Sdps.NewAnswerer();
        OfferText restarted = First.With($"ice-ufrag:{Ufrag}", "ice-ufrag:NewU");
        _ = answerer.Answer(First);

        Assert.That(answerer.Negotiate(restarted).RestartsIce, Is.True);
        Assert.That(answerer.Negotiate(First).RestartsIce, Is.False, "negotiating alone changes nothing");
        _ = answerer.Answer(restarted, Sdps.LocalAfterRestarts(1));
        Assert.That(answerer.Negotiate(restarted).RestartsIce, Is.False);
    }

    [Test]
    public void A_refused_offer_leaves_the_call_and_its_version_as_they_were()
    {
        SdpAnswerer answerer = Sdps.NewAnswerer();
        _ = answerer.Answer(First);
        NegotiatedSession? before = answerer.Current;

        Assert.That(answerer.Refuse(First.WithoutSection(0)).Code, Is.EqualTo(SdpErrorCode.MediaSectionsChanged));
        Assert.That(answerer.Current, Is.SameAs(before));
        Assert.That(answerer.Answer(First).Origin.Version, Is.EqualTo(2));
    }

    [Test]
    public void Another_fingerprint_is_refused()
    {
        SdpAnswerer answerer = Sdps.NewAnswerer();
        _ = answerer.Answer(First);
        string fingerprint = First.Read().Media[0].Find("fingerprint")!;

        SdpError error = answerer.Refuse(First.With(fingerprint, Sdps.Fingerprint.ToString()));

        Assert.That(error.Code, Is.EqualTo(SdpErrorCode.FingerprintChanged));
    }

    [Test]
    public void Another_name_of_the_DTLS_association_is_refused()
    {
        SdpAnswerer answerer = Sdps.NewAnswerer();
        _ = answerer.Answer(First.WithLine(0, "a=tls-id:abc3de65cddef001be82"));

        Assert.That(answerer.Refuse(First.WithLine(0, "a=tls-id:another7890123456789")).Code, Is.EqualTo(SdpErrorCode.FingerprintChanged));
        Assert.That(answerer.Negotiate(First.WithLine(0, "a=tls-id:abc3de65cddef001be82")).IsReoffer, Is.True);
    }

    [TestCase("actpass")]
    [TestCase("active")]
    public void A_re_offer_may_repeat_the_role_or_leave_it_open(string setup)
    {
        SdpAnswerer answerer = Sdps.NewAnswerer();
        _ = answerer.Answer(First);

        Assert.That(answerer.Answer(First.With("setup:actpass", $"setup:{setup}")).Media[0].Find("setup"), Is.EqualTo("passive"));
    }

    [Test]
    public void A_re_offer_may_not_swap_the_roles()
    {
        SdpAnswerer answerer = Sdps.NewAnswerer();
        _ = answerer.Answer(First);

        Assert.That(answerer.Refuse(First.With("setup:actpass", "setup:passive")).Code, Is.EqualTo(SdpErrorCode.UnsupportedSetup));
    }

    [Test]
    public void A_section_in_use_may_not_be_renamed_moved_or_removed()
    {
        SdpAnswerer answerer = Sdps.NewAnswerer();
        _ = answerer.Answer(First);

        Assert.That(answerer.Refuse(First.With("mid:0", "mid:7").With("BUNDLE 0", "BUNDLE 7")).Code, Is.EqualTo(SdpErrorCode.MediaSectionsChanged));
        Assert.That(answerer.Refuse(Swapped(First)).Code, Is.EqualTo(SdpErrorCode.MediaSectionsChanged));
        Assert.That(answerer.Refuse(First.WithoutSection(1)).Code, Is.EqualTo(SdpErrorCode.MediaSectionsChanged));
    }

    [Test]
    public void A_section_that_we_refused_may_be_recycled_even_for_audio()
    {
        IReadOnlyList<GoldenOffer> call = GoldenOffers.CallOf("chromium-156");
        OfferText withVideo = new(call[2].Text);
        OfferText replaced = new(call[6].Text);
        Assert.That(withVideo.Read().Media[2].Kind, Is.EqualTo("video"));
        Assert.That(replaced.Read().Media[2].Kind, Is.EqualTo("audio"));
        SdpAnswerer answerer = Sdps.NewAnswerer();
        _ = answerer.Answer(withVideo);

        NegotiatedSession session = answerer.Negotiate(replaced);

        Assert.That(session.Audio.Section, Is.EqualTo(2));
        Assert.That(session.Audio.Mid, Is.EqualTo("5"));
    }

    [Test]
    public void The_audio_section_in_use_is_kept_when_another_is_offered_before_it()
    {
        OfferText offer = new(GoldenOffers.Get("chromium-156/max-bundle-two-audios-video-datachannel").Text);
        SdpAnswerer answerer = Sdps.NewAnswerer();
        int start = offer.Text.IndexOf("m=audio 9", StringComparison.Ordinal);
        var stopped = new OfferText(offer.Text[..start] + "m=audio 0" + offer.Text[(start + "m=audio 9".Length)..]);
        Assert.That(answerer.Answer(stopped).Media.Select(section => section.Port), Is.EqualTo(new[] { 0, 9, 0, 9 }));

        Assert.That(answerer.Negotiate(offer).Audio.Mid, Is.EqualTo("1"));
    }

    [Test]
    public void Data_channels_may_come_with_a_later_offer_and_go_with_another()
    {
        OfferText audioOnly = First.WithoutSection(1).With("BUNDLE 0 1", "BUNDLE 0");
        SdpAnswerer answerer = Sdps.NewAnswerer();
        Assert.That(answerer.Answer(audioOnly).Media, Has.Length.EqualTo(1));

        NegotiatedSession added = answerer.Negotiate(First);
        Assert.That(added.Data!.IsOpen, Is.True);
        Assert.That(added.RestartsData, Is.False);
        _ = answerer.CreateAnswer(added, Sdps.Local);

        NegotiatedSession removed = answerer.Negotiate(First.With("m=application 9", "m=application 0").With("BUNDLE 0 1", "BUNDLE 0"));
        Assert.That(removed.Data, Is.Null);
        Assert.That(removed.RestartsData, Is.True, "the association that was there is to be closed");
    }

    [Test]
    public void Another_SCTP_port_asks_for_another_association()
    {
        SdpAnswerer answerer = Sdps.NewAnswerer();
        _ = answerer.Answer(First);

        NegotiatedSession session = answerer.Negotiate(First.With("sctp-port:5000", "sctp-port:5001"));

        Assert.That(session.RestartsData, Is.True);
        Assert.That(session.Data!.RemotePort, Is.EqualTo(5001));
    }

    [Test]
    public void A_call_on_hold_and_resumed_changes_direction_and_nothing_else()
    {
        SdpAnswerer answerer = Sdps.NewAnswerer();
        _ = answerer.Answer(First);

        Assert.That(answerer.Answer(First.With("a=sendrecv", "a=inactive")).Media[0].Direction, Is.EqualTo(MediaDirection.Inactive));
        Assert.That(answerer.Answer(First).Media[0].Direction, Is.EqualTo(MediaDirection.SendRecv));
    }

    private static OfferText Swapped(OfferText offer)
    {
        string[] parts = offer.Text.Split("\r\nm=");
        return new OfferText($"{parts[0]}\r\nm={parts[2].TrimEnd('\r', '\n')}\r\nm={parts[1]}\r\n");
    }
}
