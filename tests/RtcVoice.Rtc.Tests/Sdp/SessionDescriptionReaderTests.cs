using System.Text;
using RtcVoice.Rtc.Sdp;
using RtcVoice.TestKit.Offers;

namespace RtcVoice.Rtc.Tests.Sdp;

internal sealed class SessionDescriptionReaderTests
{
    private const string Start = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n";

    [Test]
    public void The_lines_of_an_offer_are_read_into_session_and_sections()
    {
        SessionDescription offer = OfferText.Chromium.Read();

        Assert.That(offer.Origin.Username, Is.EqualTo("-"));
        Assert.That(offer.Find("group"), Is.EqualTo("BUNDLE 0 1"));
        Assert.That(offer.Has("extmap-allow-mixed"), Is.True);
        Assert.That(offer.Media.Select(section => section.Kind), Is.EqualTo(new[] { "audio", "application" }));
        Assert.That(offer.Media[0].Port, Is.EqualTo(9));
        Assert.That(offer.Media[0].Protocol, Is.EqualTo("UDP/TLS/RTP/SAVPF"));
        Assert.That(offer.Media[0].Formats, Is.EqualTo(new[] { "111", "63", "9", "0", "8", "13", "110", "126" }));
        Assert.That(offer.Media[0].Connection, Is.EqualTo("IN IP4 0.0.0.0"));
        Assert.That(offer.Media[1].Mid, Is.EqualTo("1"));
        Assert.That(offer.Media[1].Find("sctp-port"), Is.EqualTo("5000"));
    }

    [Test]
    public void Lines_may_end_in_a_line_feed_alone()
    {
        string text = OfferText.Chromium.Text;

        Assert.That(Sdps.Read(text.Replace("\r\n", "\n", StringComparison.Ordinal)), Is.EqualTo(Sdps.Read(text)));
    }

    [Test]
    public void The_last_line_needs_no_end()
    {
        string text = OfferText.Chromium.Text;

        Assert.That(Sdps.Read(text.TrimEnd('\r', '\n')), Is.EqualTo(Sdps.Read(text)));
    }

    [TestCase("x=unknown")]
    [TestCase("b=AS:64")]
    [TestCase("i=a title")]
    [TestCase("k=clear:secret")]
    [TestCase("not a line at all")]
    [TestCase("")]
    [TestCase("=")]
    [TestCase("z")]
    public void A_line_that_means_nothing_to_us_is_ignored(string line)
    {
        Assert.That(OfferText.Chromium.WithLine(0, line).Read(), Is.EqualTo(OfferText.Chromium.Read()));
    }

    [TestCase("a=broken\u0000value")]
    [TestCase("a=broken\rvalue")]
    [TestCase("a=broken\tvalue")]
    public void An_attribute_with_a_control_character_is_ignored(string line)
    {
        Assert.That(OfferText.Chromium.WithLine(0, line).Read(), Is.EqualTo(OfferText.Chromium.Read()));
    }

    [Test]
    public void An_attribute_longer_than_any_that_we_read_is_ignored()
    {
        string line = "a=identity:" + new string('A', SdpLimits.MaxLineBytes);

        Assert.That(OfferText.Chromium.WithLine(-1, line).Read(), Is.EqualTo(OfferText.Chromium.Read()));
    }

    [Test]
    public void An_attribute_of_the_greatest_length_is_read()
    {
        string line = "a=identity:" + new string('A', SdpLimits.MaxLineBytes - "a=identity:".Length);

        Assert.That(OfferText.Chromium.WithLine(-1, line).Read().Has("identity"), Is.True);
    }

    [Test]
    public void An_unreadable_origin_is_not_fatal()
    {
        SessionDescription description = Sdps.Read("v=0\r\no=nonsense\r\ns=-\r\nt=0 0\r\n");

        Assert.That(description.Origin, Is.EqualTo(SdpOrigin.None));
    }

    [Test]
    public void An_empty_body_is_told_so()
    {
        Assert.That(Sdps.ReadError([]).Code, Is.EqualTo(SdpErrorCode.Empty));
        Assert.That(Sdps.ReadError(" \r\n"u8).Code, Is.EqualTo(SdpErrorCode.Empty));
    }

    [Test]
    public void A_description_wrapped_in_JSON_is_told_how_to_be_sent()
    {
        SdpError error = Sdps.ReadError("""{"type":"offer","sdp":"v=0\r\n"}"""u8);

        Assert.That(error.Code, Is.EqualTo(SdpErrorCode.NotSdp));
        Assert.That(error.Message, Does.Contain("JSON"));
    }

    [TestCase("<html></html>")]
    [TestCase("hello")]
    [TestCase("v=1\r\n")]
    [TestCase("v=0")]
    [TestCase("o=- 1 1 IN IP4 127.0.0.1\r\nv=0\r\n")]
    public void What_does_not_begin_with_v_0_is_no_description(string text)
    {
        Assert.That(Sdps.ReadError(Encoding.UTF8.GetBytes(text)).Code, Is.EqualTo(SdpErrorCode.NotSdp));
    }

    [Test]
    public void A_description_of_64_KB_is_read_and_one_byte_more_is_refused()
    {
        var text = new StringBuilder(Start);
        while (text.Length < SdpLimits.MaxBytes - 200)
        {
            text.Append("a=x:").Append('y', 90).Append("\r\n");
        }

        text.Append("a=z:");
        text.Append('y', SdpLimits.MaxBytes - text.Length);

        Assert.That(Sdps.Read(text.ToString()).Has("z"), Is.True);
        Assert.That(Sdps.ReadError(Encoding.UTF8.GetBytes(text.Append('y').ToString())).Code, Is.EqualTo(SdpErrorCode.TooLarge));
    }

    [Test]
    public void A_thirty_third_media_section_is_refused()
    {
        string section = "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n";
        string most = Start + string.Concat(Enumerable.Repeat(section, SdpLimits.MaxMediaSections));

        Assert.That(Sdps.Read(most).Media, Has.Length.EqualTo(SdpLimits.MaxMediaSections));
        Assert.That(Sdps.ReadError(Encoding.UTF8.GetBytes(most + section)).Code, Is.EqualTo(SdpErrorCode.TooLarge));
    }

    [Test]
    public void More_attributes_than_any_offer_has_are_refused()
    {
        string most = Start + string.Concat(Enumerable.Repeat("a=x\r\n", SdpLimits.MaxAttributes));

        Assert.That(Sdps.Read(most).Attributes, Has.Length.EqualTo(SdpLimits.MaxAttributes));
        Assert.That(Sdps.ReadError(Encoding.UTF8.GetBytes(most + "a=x\r\n")).Code, Is.EqualTo(SdpErrorCode.TooLarge));
    }

    [Test]
    public void Candidates_beyond_the_sixty_fourth_are_skipped_not_refused()
    {
        var offer = OfferText.Chromium;
        var candidates = new StringBuilder();
        for (int i = 0; i < SdpLimits.MaxCandidates + 20; i++)
        {
            candidates.Append("\r\na=candidate:").Append(i).Append(" 1 udp 2122194687 192.0.2.2 50000 typ host");
        }

        SessionDescription description = offer.With("\r\na=ice-options:trickle", candidates + "\r\na=ice-options:trickle").Read();

        Assert.That(description.Media.Sum(section => CandidateLine.Read(section).Length), Is.EqualTo(SdpLimits.MaxCandidates));
        Assert.That(description.Media[1].Has("sctp-port"), Is.True);
    }

    [TestCase("m=")]
    [TestCase("m=audio")]
    [TestCase("m=audio 9")]
    [TestCase("m=audio 9 UDP/TLS/RTP/SAVPF")]
    [TestCase("m=audio 9 UDP/TLS/RTP/SAVPF ")]
    [TestCase("m=audio 65536 UDP/TLS/RTP/SAVPF 111")]
    [TestCase("m=audio -1 UDP/TLS/RTP/SAVPF 111")]
    [TestCase("m=audio nine UDP/TLS/RTP/SAVPF 111")]
    [TestCase("m=au(dio 9 UDP/TLS/RTP/SAVPF 111")]
    [TestCase("m=audio 9 UDP/TLS/RTP/SAVPF 111\u00ff")]
    [TestCase("m=audio 9 UDP/TLS/RTP/SAVPF 111\rm=video 9 RTP/AVP 0")]
    public void A_broken_media_line_is_refused_and_its_line_named(string line)
    {
        SdpError error = Sdps.ReadError(Encoding.Latin1.GetBytes(Start + line + "\r\n"));

        Assert.That(error.Code, Is.EqualTo(SdpErrorCode.Malformed));
        Assert.That(error.Message, Does.Contain("Line 5 "));
    }

    [Test]
    public void More_formats_than_there_are_payload_types_are_refused()
    {
        string line = "m=audio 9 UDP/TLS/RTP/SAVPF" + string.Concat(Enumerable.Repeat(" 1", SdpLimits.MaxFormats));

        Assert.That(Sdps.Read(Start + line + "\r\n").Media[0].Formats, Has.Length.EqualTo(SdpLimits.MaxFormats));
        Assert.That(Sdps.ReadError(Encoding.UTF8.GetBytes(Start + line + " 1\r\n")).Code, Is.EqualTo(SdpErrorCode.Malformed));
    }

    [Test]
    public void A_number_of_ports_is_read_past()
    {
        Assert.That(Sdps.Read(Start + "m=video 49170/2 RTP/AVP 31\r\n").Media[0].Port, Is.EqualTo(49170));
    }

    [Test]
    public void Octets_outside_ASCII_are_kept_as_they_are()
    {
        byte[] text = [.. Encoding.ASCII.GetBytes(Start + "a=x:"), 0xff, 0xc3, 0xa9, (byte)'\n'];

        Assert.That(SessionDescription.TryRead(text, out SessionDescription? description, out _), Is.True);
        Assert.That(Encoding.Latin1.GetBytes(description!.Find("x")!), Is.EqualTo(new byte[] { 0xff, 0xc3, 0xa9 }));
    }

    [TestCaseSource(typeof(GoldenOffers), nameof(GoldenOffers.All))]
    public void Every_golden_offer_is_read_and_written_and_read_the_same(GoldenOffer offer)
    {
        SessionDescription description = Sdps.Read(offer.Text);

        Assert.That(Sdps.Read(description.ToText()), Is.EqualTo(description));
        Assert.That(
            description.Lines().Where(line => line[0] is 'a' or 'm' or 'c' or 'o'),
            Is.EqualTo(offer.Text.Split("\r\n").Where(line => line is ['a' or 'm' or 'c' or 'o', ..])));
    }

    [TestCaseSource(typeof(GoldenOffers), nameof(GoldenOffers.All))]
    public void Every_beginning_of_a_golden_offer_is_read_or_refused_without_an_exception(GoldenOffer offer)
    {
        int read = 0;
        for (int length = 0; length < Math.Min(offer.Bytes.Length, 2500); length++)
        {
            if (SessionDescription.TryRead(offer.Bytes.Span[..length], out SessionDescription? description, out SdpError? error))
            {
                read++;
                _ = Sdps.NewAnswerer().TryNegotiate(description, out _, out _);
            }
            else
            {
                Assert.That(error.Message, Is.Not.Empty);
            }
        }

        Assert.That(read, Is.GreaterThan(0));
    }
}
