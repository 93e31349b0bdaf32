using RtcVoice.Rtc.Sdp;
using RtcVoice.TestKit.Offers;

namespace RtcVoice.Rtc.Tests.Sdp;

internal sealed class SdpErrorTests
{
    private static SdpError Refuse(OfferText offer) => Sdps.NewAnswerer().Refuse(offer);

    [Test]
    public void An_offer_without_audio_is_told_how_to_add_it()
    {
        SdpError error = Refuse(new OfferText(GoldenOffers.Get("firefox-153/datachannel-only").Text));

        Assert.That(error.Code, Is.EqualTo(SdpErrorCode.NoAudio));
        Assert.That(error.Message, Does.Contain("addTransceiver('audio')"));
    }

    [Test]
    public void An_offer_without_any_section_has_no_audio()
    {
        Assert.That(Refuse(new OfferText("v=0\r\n")).Code, Is.EqualTo(SdpErrorCode.NoAudio));
    }

    [Test]
    public void Stopped_audio_is_no_audio()
    {
        Assert.That(Refuse(OfferText.Chromium.With("m=audio 9", "m=audio 0")).Code, Is.EqualTo(SdpErrorCode.NoAudio));
    }

    [Test]
    public void Audio_without_Opus_is_told_what_to_offer()
    {
        SdpError error = Refuse(OfferText.Chromium.Without("a=rtpmap:111"));

        Assert.That(error.Code, Is.EqualTo(SdpErrorCode.NoOpus));
        Assert.That(error.Message, Does.Contain("opus/48000/2"));
    }

    [TestCase("RTP/AVP")]
    [TestCase("RTP/AVPF")]
    [TestCase("UDP/SPRT")]
    public void Audio_without_DTLS_is_refused(string protocol)
    {
        SdpError error = Refuse(OfferText.Chromium.With("UDP/TLS/RTP/SAVPF", protocol));

        Assert.That(error.Code, Is.EqualTo(SdpErrorCode.UnsupportedTransport));
        Assert.That(error.Message, Does.Contain(protocol));
    }

    [Test]
    public void Two_ports_for_RTP_and_RTCP_are_refused()
    {
        Assert.That(Refuse(OfferText.Chromium.Without("a=rtcp-mux")).Code, Is.EqualTo(SdpErrorCode.NoRtcpMux));
    }

    [Test]
    public void Exclusive_multiplexing_is_multiplexing()
    {
        OfferText offer = OfferText.Chromium.With("a=rtcp-mux", "a=rtcp-mux-only");

        Assert.That(Sdps.NewAnswerer().Answer(offer).Media[0].Has("rtcp-mux"), Is.True);
    }

    [Test]
    public void Audio_and_data_on_two_transports_are_refused()
    {
        Assert.That(Refuse(OfferText.Chromium.Without("a=group")).Code, Is.EqualTo(SdpErrorCode.NoBundle));
        Assert.That(Refuse(OfferText.Chromium.With("BUNDLE 0 1", "BUNDLE 0")).Code, Is.EqualTo(SdpErrorCode.NoBundle));
        Assert.That(Refuse(OfferText.Chromium.With("BUNDLE 0 1", "LS 0 1")).Code, Is.EqualTo(SdpErrorCode.NoBundle));
        Assert.That(Refuse(OfferText.Chromium.With("a=mid:1", "a=other")).Code, Is.EqualTo(SdpErrorCode.NoBundle));
    }

    [TestCase("a=ice-ufrag")]
    [TestCase("a=ice-pwd")]
    public void Missing_credentials_are_named(string line)
    {
        SdpError error = Refuse(OfferText.Chromium.Without(line));

        Assert.That(error.Code, Is.EqualTo(SdpErrorCode.NoIceCredentials));
        Assert.That(error.Message, Does.Contain(line));
    }

    [TestCase("a=ice-ufrag:abc")]
    [TestCase("a=ice-ufrag:a:cd")]
    [TestCase("a=ice-ufrag:a cd")]
    [TestCase("a=ice-ufrag:abc\u00e9")]
    [TestCase("a=ice-pwd:tooshort")]
    public void Unusable_credentials_are_refused(string line)
    {
        string name = line[..line.IndexOf(':', StringComparison.Ordinal)];
        OfferText offer = OfferText.Chromium.Without(name).WithLine(0, line);
        offer = name == "a=ice-pwd" ? offer.WithLine(0, "a=ice-ufrag:abcd") : offer.WithLine(0, "a=ice-pwd:0123456789012345678901");

        Assert.That(Refuse(offer).Code, Is.EqualTo(SdpErrorCode.NoIceCredentials));
    }

    [Test]
    public void Credentials_longer_than_a_STUN_attribute_may_be_are_refused()
    {
        OfferText offer = OfferText.Chromium.Without("a=ice-ufrag").WithLine(0, "a=ice-ufrag:" + new string('a', 257));

        Assert.That(Refuse(offer).Code, Is.EqualTo(SdpErrorCode.NoIceCredentials));
    }

    [Test]
    public void An_ICE_lite_offer_is_refused()
    {
        Assert.That(Refuse(OfferText.Chromium.WithLine(-1, "a=ice-lite")).Code, Is.EqualTo(SdpErrorCode.IceLiteOffer));
    }

    [Test]
    public void A_missing_fingerprint_is_refused()
    {
        Assert.That(Refuse(OfferText.Chromium.Without("a=fingerprint")).Code, Is.EqualTo(SdpErrorCode.NoFingerprint));
    }

    [TestCase("sha-1 00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13")]
    [TestCase("md5 00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F")]
    [TestCase("sha-256 00:01")]
    [TestCase("sha-256")]
    [TestCase("")]
    public void A_fingerprint_that_we_do_not_trust_is_none(string fingerprint)
    {
        OfferText offer = OfferText.Chromium.Without("a=fingerprint").WithLine(0, $"a=fingerprint:{fingerprint}");

        Assert.That(Refuse(offer).Code, Is.EqualTo(SdpErrorCode.NoFingerprint));
    }

    [Test]
    public void An_offer_of_the_DTLS_server_role_is_refused()
    {
        SdpError error = Refuse(OfferText.Chromium.With("setup:actpass", "setup:passive"));

        Assert.That(error.Code, Is.EqualTo(SdpErrorCode.UnsupportedSetup));
        Assert.That(error.Message, Does.Contain("actpass"));
    }

    [Test]
    public void A_held_connection_is_refused()
    {
        Assert.That(Refuse(OfferText.Chromium.With("setup:actpass", "setup:holdconn")).Code, Is.EqualTo(SdpErrorCode.UnsupportedSetup));
    }

    [Test]
    public void Two_sections_of_the_same_name_are_refused()
    {
        Assert.That(Refuse(OfferText.Chromium.With("a=mid:1", "a=mid:0")).Code, Is.EqualTo(SdpErrorCode.Malformed));
    }

    [Test]
    public void What_may_be_logged_tells_no_password()
    {
        string password = OfferText.Chromium.Read().Media[0].Find("ice-pwd")!;
        NegotiatedSession session = Sdps.NewAnswerer().Negotiate(OfferText.Chromium);

        Assert.That(session.ToString(), Does.Contain("audio 9, application 9").And.Not.Contain(password));
    }
}
