using RtcVoice.Rtc.Sdp;
using RtcVoice.TestKit.Offers;

namespace RtcVoice.Rtc.Tests.Sdp;

internal sealed class SdpAnswererTests
{
    [Test]
    public void The_answer_to_Chromium_is_this_line_by_line()
    {
        SessionDescription answer = Sdps.NewAnswerer().Answer(OfferText.Chromium);

        string expected = """
            v=0
            o=- 4611686018427387904 1 IN IP4 127.0.0.1
            s=-
            t=0 0
            a=ice-lite
            a=group:BUNDLE 0 1
            a=extmap-allow-mixed
            a=msid-semantic: WMS rtcvoice
            m=audio 9 UDP/TLS/RTP/SAVPF 111 110
            c=IN IP4 0.0.0.0
            a=rtcp:9 IN IP4 0.0.0.0
            a=mid:0
            a=sendrecv
            a=msid:rtcvoice agent
            a=rtcp-mux
            a=rtcp-rsize
            a=ice-ufrag:abcdEFGH0
            a=ice-pwd:0123456789abcdefghijklmn+/0
            a=ice-options:trickle
            a=fingerprint:sha-256 00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E:1F
            a=setup:passive
            a=candidate:1 1 udp 2130706431 203.0.113.7 7000 typ host generation 0
            a=candidate:2 1 udp 2130706175 2001:db8::7 7000 typ host generation 0
            a=candidate:3 1 tcp 1520435199 203.0.113.7 7000 typ host tcptype passive generation 0
            a=end-of-candidates
            a=rtpmap:111 opus/48000/2
            a=fmtp:111 minptime=10;useinbandfec=1
            a=rtpmap:110 telephone-event/48000
            a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
            a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
            a=ssrc:12345678 cname:abcdefgh01234567
            m=application 9 UDP/DTLS/SCTP webrtc-datachannel
            c=IN IP4 0.0.0.0
            a=mid:1
            a=ice-ufrag:abcdEFGH0
            a=ice-pwd:0123456789abcdefghijklmn+/0
            a=ice-options:trickle
            a=fingerprint:sha-256 00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E:1F
            a=setup:passive
            a=sctp-port:5000
            a=max-message-size:65536

            """;
        Assert.That(answer.ToText(), Is.EqualTo(expected.ReplaceLineEndings("\r\n")));
    }

    [Test]
    public void The_session_says_what_Chromium_offered()
    {
        NegotiatedSession session = Sdps.NewAnswerer().Negotiate(OfferText.Chromium);
        SessionDescription offer = OfferText.Chromium.Read();

        Assert.That(session.Remote.Ice.Ufrag, Is.EqualTo(offer.Media[0].Find("ice-ufrag")));
        Assert.That(session.Remote.Ice.Password, Is.EqualTo(offer.Media[0].Find("ice-pwd")));
        Assert.That(session.Remote.Fingerprints.Single().ToString(), Is.EqualTo(offer.Media[0].Find("fingerprint")));
        Assert.That(session.Remote.Setup, Is.EqualTo(SetupRole.ActPass));
        Assert.That(session.Audio.Mid, Is.EqualTo("0"));
        Assert.That(session.Audio.Opus.PayloadType, Is.EqualTo(111));
        Assert.That(session.Audio.Opus.UsesInbandFec, Is.True);
        Assert.That(session.Audio.Opus.PrefersStereo, Is.False);
        Assert.That(session.Audio.RedPayloadType, Is.Null);
        Assert.That(session.Audio.TelephoneEvent, Is.EqualTo(new TelephoneEventFormat(110, 48000, false)));
        Assert.That(session.Audio.Direction, Is.EqualTo(MediaDirection.SendRecv));
        Assert.That(session.Audio.Extensions, Is.EqualTo(new AudioHeaderExtensions(1, 4, null)));
        Assert.That(session.Audio.UsesReducedSizeRtcp, Is.True);
        Assert.That($"{session.Audio.RemoteSsrc} cname:{session.Audio.RemoteCname}", Is.EqualTo(offer.Media[0].Find("ssrc")));
        Assert.That(session.Data!.Mid, Is.EqualTo("1"));
        Assert.That(session.Data.RemotePort, Is.EqualTo(5000));
        Assert.That(session.Data.RemoteMaxMessageSize, Is.EqualTo(262144));
        Assert.That(session.BundledMids, Is.EqualTo(new[] { "0", "1" }));
        Assert.That(session.IsReoffer || session.RestartsIce || session.RestartsData, Is.False);
    }

    [Test]
    public void The_session_says_what_Firefox_offered()
    {
        NegotiatedSession session = Sdps.NewAnswerer().Negotiate(OfferText.Firefox);

        Assert.That(session.Remote.Fingerprints.Single().ToString(), Is.EqualTo(OfferText.Firefox.Read().Find("fingerprint")));
        Assert.That(session.Audio.Opus.PayloadType, Is.EqualTo(109));
        Assert.That(session.Audio.Opus.PrefersStereo, Is.True);
        Assert.That(session.Audio.Opus.MaxPlaybackRate, Is.EqualTo(48000));
        Assert.That(session.Audio.TelephoneEvent, Is.EqualTo(new TelephoneEventFormat(101, 8000, true)));
        Assert.That(session.Audio.Extensions, Is.EqualTo(new AudioHeaderExtensions(1, 3, null)));
        Assert.That(session.Audio.UsesReducedSizeRtcp, Is.False);
        Assert.That(session.Data!.RemoteMaxMessageSize, Is.EqualTo(1073741823));
    }

    [Test]
    public void Telephone_events_are_answered_with_their_events_when_the_offer_names_them()
    {
        SessionDescription answer = Sdps.NewAnswerer().Answer(OfferText.Firefox);

        Assert.That(answer.Media[0].Lines(), Does.Contain("a=fmtp:101 0-15"));
    }

    [Test]
    public void Rejected_video_keeps_its_place_with_port_0_and_leaves_the_bundle()
    {
        SessionDescription answer = Sdps.NewAnswerer().Answer(new OfferText(GoldenOffers.Get("chromium-156/audio-video-datachannel").Text));

        Assert.That(answer.Find("group"), Is.EqualTo("BUNDLE 0 2"));
        Assert.That(answer.Media[1].Lines(), Is.EqualTo(new[] { "m=video 0 UDP/TLS/RTP/SAVPF 96", "c=IN IP4 0.0.0.0", "a=mid:1", "a=inactive" }));
        Assert.That(answer.Media[2].Port, Is.EqualTo(9));
    }

    [Test]
    public void Video_first_leaves_the_candidates_to_the_first_accepted_section()
    {
        SessionDescription answer = Sdps.NewAnswerer().Answer(new OfferText(GoldenOffers.Get("firefox-153/video-first-audio-datachannel").Text));

        Assert.That(answer.Find("group"), Is.EqualTo("BUNDLE 1 2"));
        Assert.That(answer.Media.Select(section => CandidateLine.Read(section).Length), Is.EqualTo(new[] { 0, 3, 0 }));
    }

    [Test]
    public void The_candidates_stand_in_the_section_that_the_bundle_names_first()
    {
        SessionDescription answer = Sdps.NewAnswerer().Answer(OfferText.Chromium.With("BUNDLE 0 1", "BUNDLE 1 0"));

        Assert.That(answer.Find("group"), Is.EqualTo("BUNDLE 1 0"));
        Assert.That(answer.Media.Select(section => CandidateLine.Read(section).Length), Is.EqualTo(new[] { 0, 3 }));
    }

    [Test]
    public void Of_several_audio_sections_the_first_is_accepted()
    {
        OfferText offer = new(GoldenOffers.Get("chromium-156/max-bundle-two-audios-video-datachannel").Text);
        SessionDescription answer = Sdps.NewAnswerer().Answer(offer);

        Assert.That(answer.Media.Select(section => section.Port), Is.EqualTo(new[] { 9, 0, 0, 9 }));
        Assert.That(answer.Find("group"), Is.EqualTo("BUNDLE 0 3"));
    }

    [Test]
    public void An_audio_section_that_cannot_be_accepted_is_passed_over_for_the_next()
    {
        OfferText offer = new(GoldenOffers.Get("chromium-156/max-bundle-two-audios-video-datachannel").Text);
        int second = offer.Text.IndexOf("m=audio", offer.Text.IndexOf("m=audio", StringComparison.Ordinal) + 1, StringComparison.Ordinal);
        string first = offer.Text[..second].Replace("opus/48000/2", "speex/48000/2", StringComparison.Ordinal);

        SessionDescription answer = Sdps.NewAnswerer().Answer(new OfferText(first + offer.Text[second..]));

        Assert.That(answer.Media.Select(section => section.Port), Is.EqualTo(new[] { 0, 9, 0, 9 }));
    }

    [Test]
    public void A_bundle_only_section_has_port_0_and_is_accepted()
    {
        OfferText offer = new(GoldenOffers.Get("firefox-153/max-bundle-two-audios-video-datachannel").Text);
        Assert.That(offer.Read().Media[3].Port, Is.Zero);

        SessionDescription answer = Sdps.NewAnswerer().Answer(offer);

        Assert.That(answer.Media[3].Port, Is.EqualTo(9));
        Assert.That(answer.Media[3].Has("bundle-only"), Is.False);
        Assert.That(answer.Find("group"), Is.EqualTo("BUNDLE 0 3"));
    }

    [Test]
    public void A_bundle_only_section_takes_its_transport_from_the_tagged_one()
    {
        OfferText offer = OfferText.Chromium
            .With("m=audio 9", "m=audio 0")
            .WithLine(0, "a=bundle-only")
            .With("BUNDLE 0 1", "BUNDLE 1 0");
        string[] lines = offer.Text.Split("\r\n");
        int data = Array.FindIndex(lines, line => line.StartsWith("m=application", StringComparison.Ordinal));
        string bare = string.Join("\r\n", lines.Where((line, i) => i > data
            || !(line.StartsWith("a=ice", StringComparison.Ordinal) || line.StartsWith("a=fing", StringComparison.Ordinal) || line.StartsWith("a=setup", StringComparison.Ordinal))));

        NegotiatedSession session = Sdps.NewAnswerer().Negotiate(new OfferText(bare));

        Assert.That(session.Remote.Ice.Ufrag, Is.EqualTo(OfferText.Chromium.Read().Media[1].Find("ice-ufrag")));
        Assert.That(session.Remote.Setup, Is.EqualTo(SetupRole.ActPass));
    }

    [Test]
    public void A_section_with_port_0_that_is_not_bundle_only_stays_refused()
    {
        SessionDescription answer = Sdps.NewAnswerer().Answer(OfferText.Chromium.With("m=application 9", "m=application 0"));

        Assert.That(answer.Media[1].Port, Is.Zero);
        Assert.That(answer.Find("group"), Is.EqualTo("BUNDLE 0"));
    }

    [Test]
    public void Different_credentials_per_section_resolve_to_those_of_the_first_accepted()
    {
        OfferText offer = new(GoldenOffers.Get("aiortc-1.4/audio-datachannel").Text);
        SessionDescription description = offer.Read();
        Assert.That(description.Media[0].Find("ice-ufrag"), Is.Not.EqualTo(description.Media[1].Find("ice-ufrag")));

        Assert.That(Sdps.NewAnswerer().Negotiate(offer).Remote.Ice.Ufrag, Is.EqualTo(description.Media[0].Find("ice-ufrag")));
    }

    [Test]
    public void Data_channels_in_the_form_of_the_drafts_are_answered_in_that_form()
    {
        OfferText offer = new(GoldenOffers.Get("aiortc-1.4/audio-datachannel").Text);
        SdpAnswerer answerer = Sdps.NewAnswerer();
        NegotiatedSession session = answerer.Negotiate(offer);
        SessionDescription answer = answerer.CreateAnswer(session, Sdps.Local);

        Assert.That(session.Data!.IsLegacyForm, Is.True);
        Assert.That(session.Data.RemotePort, Is.EqualTo(5000));
        Assert.That(answer.Media[1].Lines()[0], Is.EqualTo("m=application 9 DTLS/SCTP 5000"));
        Assert.That(answer.Media[1].Find("sctpmap"), Is.EqualTo("5000 webrtc-datachannel 65535"));
        Assert.That(answer.Media[1].Has("sctp-port"), Is.False);
    }

    [Test]
    public void A_call_without_data_channels_is_accepted()
    {
        SdpAnswerer answerer = Sdps.NewAnswerer();
        NegotiatedSession session = answerer.Negotiate(new OfferText(GoldenOffers.Get("chromium-156/audio-only").Text));

        Assert.That(session.Data, Is.Null);
        Assert.That(answerer.CreateAnswer(session, Sdps.Local).Media, Has.Length.EqualTo(1));
    }

    [Test]
    public void Audio_alone_needs_no_bundle_and_no_mid()
    {
        OfferText offer = OfferText.Chromium.WithoutSection(1).Without("a=group").Without("a=mid");
        SessionDescription answer = Sdps.NewAnswerer().Answer(offer);

        Assert.That(answer.Has("group"), Is.False);
        Assert.That(answer.Media[0].Has("mid"), Is.False);
        Assert.That(answer.Media[0].Port, Is.EqualTo(9));
        Assert.That(CandidateLine.Read(answer.Media[0]), Has.Length.EqualTo(3));
    }

    [TestCase("a=sendrecv", MediaDirection.SendRecv, true)]
    [TestCase("a=sendonly", MediaDirection.RecvOnly, false)]
    [TestCase("a=recvonly", MediaDirection.SendOnly, true)]
    [TestCase("a=inactive", MediaDirection.Inactive, false)]
    public void The_direction_is_answered_from_our_side(string offered, MediaDirection ours, bool sends)
    {
        OfferText offer = OfferText.Chromium.With("a=sendrecv", offered);
        SdpAnswerer answerer = Sdps.NewAnswerer();
        NegotiatedSession session = answerer.Negotiate(offer);
        MediaDescription audio = answerer.CreateAnswer(session, Sdps.Local).Media[0];

        Assert.That(session.Audio.Direction, Is.EqualTo(ours));
        Assert.That(audio.Direction, Is.EqualTo(ours));
        Assert.That(audio.Has("msid"), Is.EqualTo(sends));
        Assert.That(audio.Has("ssrc"), Is.EqualTo(sends));
    }

    [Test]
    public void A_section_without_a_direction_has_the_session_s_or_else_both_ways()
    {
        OfferText offer = OfferText.Chromium.Without("a=sendrecv");

        Assert.That(Sdps.NewAnswerer().Negotiate(offer).Audio.Direction, Is.EqualTo(MediaDirection.SendRecv));
        Assert.That(Sdps.NewAnswerer().Negotiate(offer.WithLine(-1, "a=recvonly")).Audio.Direction, Is.EqualTo(MediaDirection.SendOnly));
    }

    [Test]
    public void RED_is_answered_only_when_asked_for_and_where()
    {
        Assert.That(Formats(RedUse.None), Is.EqualTo(new[] { "111", "110" }));
        Assert.That(Formats(RedUse.Accepted), Is.EqualTo(new[] { "111", "63", "110" }));
        Assert.That(Formats(RedUse.Preferred), Is.EqualTo(new[] { "63", "111", "110" }));

        static IEnumerable<string> Formats(RedUse red)
        {
            SdpAnswerer answerer = Sdps.NewAnswerer(new AnswerPreferences { Red = red });
            NegotiatedSession session = answerer.Negotiate(OfferText.Chromium);
            Assert.That(session.Audio.RedPayloadType, red == RedUse.None ? Is.Null : Is.EqualTo(63));
            MediaDescription audio = answerer.CreateAnswer(session, Sdps.Local).Media[0];
            Assert.That(audio.Lines().Contains("a=fmtp:63 111/111"), Is.EqualTo(red != RedUse.None));
            return audio.Formats;
        }
    }

    [Test]
    public void Transport_feedback_is_answered_only_when_we_send_it()
    {
        MediaDescription without = Sdps.NewAnswerer().Answer(OfferText.Chromium).Media[0];
        MediaDescription with = Sdps.NewAnswerer(new AnswerPreferences { SendsTransportFeedback = true }).Answer(OfferText.Chromium).Media[0];

        Assert.That(without.Lines().Where(line => line.Contains("transport", StringComparison.Ordinal)), Is.Empty);
        Assert.That(with.Lines(), Does.Contain("a=rtcp-fb:111 transport-cc"));
        Assert.That(with.Lines(), Does.Contain($"a=extmap:3 {AudioHeaderExtensions.TransportSequenceNumberUri}"));
    }

    [Test]
    public void Nothing_is_answered_that_was_not_offered()
    {
        OfferText offer = OfferText.Chromium
            .Without("a=extmap").Without("a=rtcp-rsize").Without("a=rtpmap:110").Without("a=rtpmap:126").Without("a=rtpmap:63").Without("a=ssrc");
        SdpAnswerer answerer = Sdps.NewAnswerer(new AnswerPreferences { Red = RedUse.Preferred });
        NegotiatedSession session = answerer.Negotiate(offer);
        SessionDescription answer = answerer.CreateAnswer(session, Sdps.Local);

        Assert.That(answer.Has("extmap-allow-mixed") || answer.Media[0].Has("extmap") || answer.Media[0].Has("rtcp-rsize"), Is.False);
        Assert.That(answer.Media[0].Formats, Is.EqualTo(new[] { "111" }));
        Assert.That(session.Audio.TelephoneEvent, Is.Null);
        Assert.That(session.Audio.RemoteSsrc, Is.Null);
        Assert.That(session.Audio.Extensions, Is.EqualTo(default(AudioHeaderExtensions)));
    }

    [Test]
    public void Mixed_extension_headers_are_answered_on_the_level_on_which_they_were_offered()
    {
        SessionDescription chromium = Sdps.NewAnswerer().Answer(OfferText.Chromium);
        SessionDescription firefox = Sdps.NewAnswerer().Answer(OfferText.Firefox);

        Assert.That((chromium.Has("extmap-allow-mixed"), chromium.Media[0].Has("extmap-allow-mixed")), Is.EqualTo((true, false)));
        Assert.That((firefox.Has("extmap-allow-mixed"), firefox.Media[0].Has("extmap-allow-mixed")), Is.EqualTo((false, true)));
    }

    [Test]
    public void An_offer_that_is_active_or_silent_about_it_makes_us_passive()
    {
        Assert.That(Sdps.NewAnswerer().Answer(OfferText.Chromium.With("a=setup:actpass", "a=setup:active")).Media[0].Find("setup"), Is.EqualTo("passive"));
        Assert.That(Sdps.NewAnswerer().Negotiate(OfferText.Chromium.Without("a=setup")).Remote.Setup, Is.EqualTo(SetupRole.Active));
    }

    [Test]
    public void A_section_without_an_SCTP_port_is_invalid_and_refused()
    {
        SessionDescription answer = Sdps.NewAnswerer().Answer(OfferText.Chromium.Without("a=sctp-port"));

        Assert.That(answer.Media[1].Port, Is.Zero);
        Assert.That(answer.Find("group"), Is.EqualTo("BUNDLE 0"));
    }

    [Test]
    public void An_SCTP_port_of_0_keeps_the_section_and_closes_the_association()
    {
        SdpAnswerer answerer = Sdps.NewAnswerer();
        NegotiatedSession session = answerer.Negotiate(OfferText.Chromium.With("sctp-port:5000", "sctp-port:0"));
        SessionDescription answer = answerer.CreateAnswer(session, Sdps.Local);

        Assert.That(session.Data!.IsOpen, Is.False);
        Assert.That(answer.Media[1].Port, Is.EqualTo(9));
        Assert.That(answer.Media[1].Find("sctp-port"), Is.EqualTo("0"));
    }

    [TestCase("65536")]
    [TestCase("-1")]
    [TestCase("5000 ")]
    [TestCase("99999999999999999999")]
    public void An_SCTP_port_that_is_none_refuses_the_section(string port)
    {
        Assert.That(Sdps.NewAnswerer().Negotiate(OfferText.Chromium.With("sctp-port:5000", $"sctp-port:{port}")).Data, Is.Null);
    }

    [TestCase("a=max-message-size:262144", 262144u)]
    [TestCase("a=max-message-size:0", uint.MaxValue)]
    [TestCase("a=max-message-size:18446744073709551615", uint.MaxValue)]
    [TestCase("a=max-message-size:nonsense", 65536u)]
    [TestCase("a=other", 65536u)]
    public void The_greatest_message_is_64_KB_unless_said_otherwise_and_0_means_any(string line, uint expected)
    {
        OfferText offer = OfferText.Chromium.With("a=max-message-size:262144", line);

        Assert.That(Sdps.NewAnswerer().Negotiate(offer).Data!.RemoteMaxMessageSize, Is.EqualTo(expected));
    }

    [Test]
    public void Unknown_media_is_refused_in_place_with_its_own_protocol_and_format()
    {
        OfferText offer = OfferText.Chromium.WithSection("m=message 2855 TCP/MSRP *", "a=mid:chat");
        SessionDescription answer = Sdps.NewAnswerer().Answer(offer);

        Assert.That(answer.Media[2].Lines(), Is.EqualTo(new[] { "m=message 0 TCP/MSRP *", "c=IN IP4 0.0.0.0", "a=mid:chat", "a=inactive" }));
    }

    [Test]
    public void A_mid_that_could_break_a_line_is_not_echoed()
    {
        OfferText offer = OfferText.Chromium.With("a=mid:0", "a=mid:0 1").With("BUNDLE 0 1", "BUNDLE 1").WithoutSection(1);

        Assert.That(Sdps.NewAnswerer().Answer(offer).Media[0].Has("mid"), Is.False);
    }

    [Test]
    public void Our_own_text_cannot_break_out_of_its_line()
    {
        SdpAnswerer answerer = Sdps.NewAnswerer();
        NegotiatedSession session = answerer.Negotiate(OfferText.Chromium);

        Assert.That(() => answerer.CreateAnswer(session, Sdps.Local with { Cname = "x\r\na=setup:active" }), Throws.ArgumentException);
        Assert.That(() => answerer.CreateAnswer(session, Sdps.Local with { Candidates = ["1 1 udp"] }), Throws.ArgumentException);
        Assert.That(() => answerer.CreateAnswer(session, Sdps.Local with { Ice = new IceCredentials("abc", "short") }), Throws.ArgumentException);
        Assert.That(answerer.Current, Is.Null);
    }
}
