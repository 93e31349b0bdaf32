using RtcVoice.Rtc.Sdp;

namespace RtcVoice.Rtc.Tests.Sdp;

/// <summary>What every answer keeps (RFC 3264 section 6, RFC 9143 section 7.3, RFC 9429 section 5.3), read from the texts alone.</summary>
internal static class AnswerRules
{
    public static void Check(SessionDescription offer, SessionDescription answer)
    {
        Assert.That(answer.Has("ice-lite"), Is.True);
        Assert.That(answer.Media, Has.Length.EqualTo(offer.Media.Length), "as many sections");
        CheckBundle(offer, answer);
        for (int i = 0; i < offer.Media.Length; i++)
        {
            CheckSection(offer, answer, i);
        }

        MediaDescription[] accepted = [.. answer.Media.Where(section => section.Port != 0)];
        Assert.That(accepted.Count(section => section.Kind == "audio"), Is.EqualTo(1));
        Assert.That(accepted.Count(section => section.Kind == "application"), Is.LessThanOrEqualTo(1));
        Assert.That(accepted.Sum(section => CandidateLine.Read(section).Length), Is.EqualTo(3), "candidates stand once");
        Assert.That(answer.ToText().All(char.IsAscii), Is.True);
    }

    private static void CheckBundle(SessionDescription offer, SessionDescription answer)
    {
        string[] offered = offer.Find("group")!.Split(' ');
        string[] answered = answer.Find("group")!.Split(' ');
        var accepted = answer.Media.Where(section => section.Port != 0).Select(section => section.Mid).ToHashSet();

        Assert.That(answered, Is.EqualTo(offered.Where(mid => mid == "BUNDLE" || accepted.Contains(mid))));
        Assert.That(answered, Has.Length.EqualTo(accepted.Count + 1));
    }

    private static void CheckSection(SessionDescription offer, SessionDescription answer, int index)
    {
        MediaDescription offered = offer.Media[index];
        MediaDescription section = answer.Media[index];
        Assert.That(section.Kind, Is.EqualTo(offered.Kind));
        Assert.That(section.Protocol, Is.EqualTo(offered.Protocol));
        Assert.That(section.Mid, Is.EqualTo(offered.Mid));
        Assert.That(section.Formats, Is.SubsetOf(offered.Formats));
        if (section.Port == 0)
        {
            Assert.That(section.Kind, Is.Not.EqualTo("application"));
            return;
        }

        foreach (string name in new[] { "ice-ufrag", "ice-pwd", "fingerprint" })
        {
            Assert.That(section.Attributes.Count(attribute => attribute.Name == name), Is.EqualTo(1), name);
        }

        Assert.That(section.Find("setup"), Is.EqualTo("passive"));
        if (section.Kind == "audio")
        {
            CheckAudio(offer, offered, section);
        }
    }

    private static void CheckAudio(SessionDescription offer, MediaDescription offered, MediaDescription section)
    {
        Assert.That(section.Has("rtcp-mux"), Is.True);
        Assert.That(section.Direction!.Value.Reversed() & ~offer.DirectionOf(offered), Is.EqualTo(MediaDirection.Inactive), "no way that was not offered");
        Assert.That(Values(section, "extmap"), Is.SubsetOf(Values(offered, "extmap")));
        Assert.That(Values(section, "rtcp-rsize"), Is.SubsetOf(Values(offered, "rtcp-rsize")));
        Assert.That(
            Values(section, "rtpmap").Select(value => value.ToLowerInvariant()),
            Is.SubsetOf(Values(offered, "rtpmap").Select(value => value.ToLowerInvariant())));
        Assert.That(Values(section, "rtpmap").First(), Does.EndWith(" opus/48000/2"));
        Assert.That(section.Formats[0], Is.EqualTo(Values(section, "rtpmap").First().Split(' ')[0]), "Opus first");
    }

    private static IEnumerable<string> Values(MediaDescription section, string name) =>
        section.Attributes.Where(attribute => attribute.Name == name).Select(attribute => attribute.Value ?? "");
}
