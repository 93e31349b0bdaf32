using System.Text;
using RtcVoice.Rtc.Sdp;
using RtcVoice.TestKit.Offers;

namespace RtcVoice.Rtc.Tests.Sdp;

/// <summary>An offer to change line by line, so that a test shows only what is special about its own.</summary>
internal sealed record OfferText(string Text)
{
    /// <summary>Chromium: audio (mid 0, Opus 111) and data (mid 1), no candidates yet.</summary>
    public static OfferText Chromium => new(GoldenOffers.Get("chromium-156/audio-datachannel").Text);

    /// <summary>Firefox, likewise (Opus 109); the fingerprint is on session level.</summary>
    public static OfferText Firefox => new(GoldenOffers.Get("firefox-153/audio-datachannel").Text);

    private string[] Lines => Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Without the lines that begin so.</summary>
    public OfferText Without(string start)
    {
        Assert.That(Lines.Any(line => line.StartsWith(start, StringComparison.Ordinal)), Is.True, $"There is no line '{start}' to remove.");
        return From(Lines.Where(line => !line.StartsWith(start, StringComparison.Ordinal)));
    }

    /// <summary>With other text in place of a text that must be there.</summary>
    public OfferText With(string old, string replacement)
    {
        Assert.That(Text, Does.Contain(old));
        return new OfferText(Text.Replace(old, replacement, StringComparison.Ordinal));
    }

    /// <summary>With a line more at the end of section <paramref name="index"/>; -1 is the session level.</summary>
    public OfferText WithLine(int index, string line)
    {
        var sections = new List<string>(Text.Split("\r\nm=", StringSplitOptions.None));
        sections[index + 1] = sections[index + 1].TrimEnd('\r', '\n') + "\r\n" + line;
        return new OfferText(string.Join("\r\nm=", sections).TrimEnd('\r', '\n') + "\r\n");
    }

    /// <summary>With one section more.</summary>
    public OfferText WithSection(params string[] lines) => From(Lines.Concat(lines));

    /// <summary>Without the section of this index.</summary>
    public OfferText WithoutSection(int index)
    {
        var sections = new List<string>(Text.Split("\r\nm=", StringSplitOptions.None));
        sections.RemoveAt(index + 1);
        return new OfferText(string.Join("\r\nm=", sections).TrimEnd('\r', '\n') + "\r\n");
    }

    /// <summary>The description, which must be readable.</summary>
    public SessionDescription Read() => Sdps.Read(Text);

    private static OfferText From(IEnumerable<string> lines) => new(string.Join("\r\n", lines) + "\r\n");
}
