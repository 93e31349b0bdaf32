using System.Text.Json;
using RtcVoice.Browser.Tests.Harness;
using RtcVoice.Latency;
using RtcVoice.Latency.Reports;
using RtcVoice.Latency.Scenarios;

namespace RtcVoice.Browser.Tests.Instruments;

/// <summary>The harness of latencies, on a call of three turns: what it tells is possible, and it can be read again.</summary>
internal sealed class LatencyTests
{
    /// <summary>What the server's detector waits for.</summary>
    private const double DetectorSilence = 500;

    /// <summary>What the page's audio clock may stand still for on a busy machine, between both ends of a turn, in ms.</summary>
    private const double ClockPlay = 40;

    [Test]
    public async Task Answers_and_cuts_of_a_call_are_told_by_the_sound_and_put_on_a_page()
    {
        Report report = await ScenarioCatalog.RunAsync(LatencyOptions.Parse(["voice-to-voice", "--count", "3"]));
        using var folder = new TemporaryFolder();
        string json = folder.At("turns.json");
        string html = folder.At("report.html");
        report.Save(json);
        Report read = Report.Read(json);
        ReportPage.Write([read], html);

        Distribution answers = read.Figures["voice to voice"];
        Assert.That(answers.Count, Is.EqualTo(3));
        Assert.That(answers.Values, Is.All.InRange(DetectorSilence, 5_000));
        Assert.That(read.Figures["onset -> silence"].Values, Is.Not.Empty.And.All.InRange(20, 2_000));
        foreach (JsonElement turn in read.Details.EnumerateArray())
        {
            double parts = turn.GetProperty("endToAsked").GetDouble() + turn.GetProperty("askedToDelta").GetDouble()
                + turn.GetProperty("deltaToPacket").GetDouble() + turn.GetProperty("packetToVoice").GetDouble();
            Assert.That(parts, Is.EqualTo(turn.GetProperty("voiceToVoice").GetDouble()).Within(ClockPlay), "The parts are the whole.");
        }

        Assert.That(File.ReadAllText(html), Does.Contain("<svg").And.Contain("voice to voice"));
    }

    [TestCase("connect", "--server", "ftp://voice.example")]
    [TestCase("all", "--out", "one.json")]
    [TestCase("connect", "--count", "many")]
    public void What_cannot_be_run_is_said(params string[] arguments) =>
        Assert.That(() => LatencyOptions.Parse(arguments), Throws.ArgumentException);

    [Test]
    public void What_looks_into_the_server_is_not_asked_of_another() => Assert.That(
        () => ScenarioCatalog.RunAsync(LatencyOptions.Parse(["words", "--server", "http://127.0.0.1:1"])), Throws.ArgumentException);
}
