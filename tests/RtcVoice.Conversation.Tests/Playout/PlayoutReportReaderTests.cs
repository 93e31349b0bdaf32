using System.Text;
using RtcVoice.Conversation.Playout;

namespace RtcVoice.Conversation.Tests.Playout;

public class PlayoutReportReaderTests
{
    [TestCase("""{"type":"played","rtp":4294967295,"age":12.5,"out":20}""", PlayoutReportKind.Played, 4294967295u, 12.5, 20)]
    [TestCase("""{"type":"muted","rtp":0,"age":0,"out":1000}""", PlayoutReportKind.Muted, 0u, 0, 1000)]
    [TestCase("""{"out":0,"more":{"a":[1,{"b":2}]},"age":1,"rtp":7,"type":"played","null":null}""", PlayoutReportKind.Played, 7u, 1, 0)]
    public void A_report_is_read(string json, object kind, uint rtp, double age, double device)
    {
        Assert.That(PlayoutReportReader.TryRead(Encoding.UTF8.GetBytes(json), out PlayoutReport report));
        var expected = new PlayoutReport((PlayoutReportKind)kind, rtp, TimeSpan.FromMilliseconds(age), TimeSpan.FromMilliseconds(device));
        Assert.That(report, Is.EqualTo(expected));
    }

    [TestCase("")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("played")]
    [TestCase("""{"type":"heard","rtp":1,"age":1,"out":1}""")]
    [TestCase("""{"type":null,"rtp":1,"age":1,"out":1}""")]
    [TestCase("""{"type":["played"],"rtp":1,"age":1,"out":1}""")]
    [TestCase("""{"type":"played","rtp":1,"age":1}""")]
    [TestCase("""{"type":"played","rtp":-1,"age":1,"out":1}""")]
    [TestCase("""{"type":"played","rtp":4294967296,"age":1,"out":1}""")]
    [TestCase("""{"type":"played","rtp":1.5,"age":1,"out":1}""")]
    [TestCase("""{"type":"played","rtp":"1","age":1,"out":1}""")]
    [TestCase("""{"type":"played","rtp":1,"age":-1,"out":1}""")]
    [TestCase("""{"type":"played","rtp":1,"age":1e9,"out":1}""")]
    [TestCase("""{"type":"played","rtp":1,"age":NaN,"out":1}""")]
    [TestCase("""{"type":"played","rtp":1,"age":1,"out":1000.5}""")]
    [TestCase("""{"type":"played","rtp":1,"age":1,"out":1}{}""")]
    [TestCase("""{"type":"played","rtp":1,"age":1,"out":1""")]
    public void What_is_no_report_is_refused(string json) =>
        Assert.That(PlayoutReportReader.TryRead(Encoding.UTF8.GetBytes(json), out _), Is.False);

    [Test]
    public void A_message_that_is_too_long_is_refused()
    {
        string json = $$"""{"type":"played","rtp":1,"age":1,"out":1,"more":"{{new string('x', PlayoutReportReader.MaxLength)}}"}""";
        Assert.That(PlayoutReportReader.TryRead(Encoding.UTF8.GetBytes(json), out _), Is.False);
    }
}
