using RtcVoice.Rtc.Sdp;

namespace RtcVoice.Rtc.Tests.Sdp;

internal sealed class AudioFormatsTests
{
    [Test]
    public void The_first_Opus_of_the_media_line_counts()
    {
        AudioFormats formats = Read("m=audio 9 UDP/TLS/RTP/SAVPF 0 97 96", "a=rtpmap:96 opus/48000/2", "a=rtpmap:97 opus/48000/2", "a=rtpmap:0 PCMU/8000");

        Assert.That(formats.Opus!.PayloadType, Is.EqualTo(97));
    }

    [Test]
    public void Encoding_names_are_compared_without_regard_to_case()
    {
        Assert.That(Read("m=audio 9 UDP/TLS/RTP/SAVPF 96", "a=rtpmap:96 OPUS/48000/2").Opus, Is.Not.Null);
    }

    [TestCase("m=audio 9 UDP/TLS/RTP/SAVPF 96", "a=rtpmap:96 opus/48000")]
    [TestCase("m=audio 9 UDP/TLS/RTP/SAVPF 96", "a=rtpmap:96 opus/16000/2")]
    [TestCase("m=audio 9 UDP/TLS/RTP/SAVPF 96", "a=rtpmap:97 opus/48000/2")]
    [TestCase("m=audio 9 UDP/TLS/RTP/SAVPF 72", "a=rtpmap:72 opus/48000/2", Description = "would be taken for RTCP")]
    [TestCase("m=audio 9 UDP/TLS/RTP/SAVPF 128", "a=rtpmap:128 opus/48000/2")]
    [TestCase("m=audio 9 UDP/TLS/RTP/SAVPF opus", "a=rtpmap:opus opus/48000/2")]
    public void What_cannot_be_Opus_is_not(string media, string map)
    {
        Assert.That(Read(media, map).Opus, Is.Null);
    }

    [Test]
    public void The_hints_for_our_encoder_are_read()
    {
        OpusFormat opus = Read(
            "m=audio 9 UDP/TLS/RTP/SAVPF 96",
            "a=rtpmap:96 opus/48000/2",
            "a=fmtp:96 stereo=1; MaxAverageBitrate=20000;maxplaybackrate=16000;useinbandfec=1;usedtx=1;cbr=1",
            "a=ptime:40",
            "a=maxptime:60").Opus!;

        Assert.That(opus, Is.EqualTo(new OpusFormat
        {
            PayloadType = 96,
            PrefersStereo = true,
            MaxAverageBitrate = 20000,
            MaxPlaybackRate = 16000,
            UsesInbandFec = true,
            PrefersDtx = true,
            PrefersConstantBitrate = true,
            PacketTime = TimeSpan.FromMilliseconds(40),
            MaxPacketTime = TimeSpan.FromMilliseconds(60),
        }));
    }

    [TestCase("maxaveragebitrate=5999")]
    [TestCase("maxaveragebitrate=510001")]
    [TestCase("maxaveragebitrate=99999999999")]
    [TestCase("maxaveragebitrate=-1")]
    [TestCase("maxaveragebitrate")]
    [TestCase("=;;=;maxplaybackrate=0;stereo=2;useinbandfec=")]
    public void A_hint_out_of_its_range_is_none(string parameters)
    {
        OpusFormat opus = Read(
            "m=audio 9 UDP/TLS/RTP/SAVPF 96", "a=rtpmap:96 opus/48000/2", $"a=fmtp:96 {parameters}", "a=ptime:0", "a=maxptime:100000").Opus!;

        Assert.That(opus, Is.EqualTo(new OpusFormat { PayloadType = 96 }));
    }

    [TestCase("111/111", true)]
    [TestCase("111", true)]
    [TestCase("111/111/111", true)]
    [TestCase("111/0", false)]
    [TestCase("0/0", false)]
    [TestCase("", false)]
    public void RED_counts_when_all_its_blocks_are_Opus(string blocks, bool counts)
    {
        AudioFormats formats = Read(
            "m=audio 9 UDP/TLS/RTP/SAVPF 63 111", "a=rtpmap:111 opus/48000/2", "a=rtpmap:63 red/48000/2", $"a=fmtp:63 {blocks}");

        Assert.That(formats.Red, counts ? Is.EqualTo(63) : Is.Null);
    }

    [Test]
    public void Telephone_events_at_the_clock_of_Opus_come_before_others()
    {
        Assert.That(
            Read("m=audio 9 UDP/TLS/RTP/SAVPF 126 110", "a=rtpmap:110 telephone-event/48000", "a=rtpmap:126 telephone-event/8000").TelephoneEvent,
            Is.EqualTo(new TelephoneEventFormat(110, 48000, false)));
        Assert.That(
            Read("m=audio 9 UDP/TLS/RTP/SAVPF 126 113", "a=rtpmap:113 telephone-event/16000", "a=rtpmap:126 telephone-event/8000").TelephoneEvent,
            Is.EqualTo(new TelephoneEventFormat(126, 8000, false)));
    }

    [TestCase("telephone-event/0")]
    [TestCase("telephone-event/")]
    [TestCase("telephone-event")]
    [TestCase("telephone-event/96000")]
    public void Telephone_events_without_a_sensible_clock_are_none(string encoding)
    {
        Assert.That(Read("m=audio 9 UDP/TLS/RTP/SAVPF 101", $"a=rtpmap:101 {encoding}").TelephoneEvent, Is.Null);
    }

    [TestCase("a=extmap:1/recvonly urn:ietf:params:rtp-hdrext:ssrc-audio-level", null)]
    [TestCase("a=extmap:1/sendonly urn:ietf:params:rtp-hdrext:ssrc-audio-level", null)]
    [TestCase("a=extmap:1/sendrecv urn:ietf:params:rtp-hdrext:ssrc-audio-level", 1)]
    [TestCase("a=extmap:14 urn:ietf:params:rtp-hdrext:ssrc-audio-level vad=on", 14)]
    [TestCase("a=extmap:15 urn:ietf:params:rtp-hdrext:ssrc-audio-level", null)]
    [TestCase("a=extmap:0 urn:ietf:params:rtp-hdrext:ssrc-audio-level", null)]
    [TestCase("a=extmap:1/x urn:ietf:params:rtp-hdrext:ssrc-audio-level", null)]
    [TestCase("a=extmap:1", null)]
    [TestCase("a=extmap", null)]
    public void A_header_extension_counts_with_an_id_of_one_byte_headers_and_both_ways(string line, int? id)
    {
        SessionDescription description = Description("m=audio 9 UDP/TLS/RTP/SAVPF 96", line);

        Assert.That(AudioHeaderExtensions.Read(description, description.Media[0]).AudioLevel, Is.EqualTo((byte?)id));
    }

    [Test]
    public void An_id_that_is_given_twice_counts_once()
    {
        SessionDescription description = Description(
            "m=audio 9 UDP/TLS/RTP/SAVPF 96", "a=extmap:1 urn:other", $"a=extmap:1 {AudioHeaderExtensions.AudioLevelUri}", $"a=extmap:2 {AudioHeaderExtensions.MidUri}");

        Assert.That(AudioHeaderExtensions.Read(description, description.Media[0]), Is.EqualTo(new AudioHeaderExtensions(null, 2, null)));
    }

    private static AudioFormats Read(params string[] lines) => AudioFormats.Read(Description(lines).Media[0]);

    private static SessionDescription Description(params string[] lines) => Sdps.Read("v=0\r\n" + string.Join("\r\n", lines) + "\r\n");
}
