using RtcVoice.Conversation.Peer;

namespace RtcVoice.Conversation.Tests.Peer;

public class LatestReportTests
{
    [Test]
    public void A_report_is_new_once_and_stays_to_be_read()
    {
        var latest = new LatestReport();
        int seen = 0;
        Assert.That(latest.TryRead(ref seen, out _), Is.False);
        Assert.That(latest.Read(), Is.Null);
        latest.Write(Report(1));
        latest.Write(Report(2));
        Assert.That(latest.TryRead(ref seen, out ReceptionReport report));
        Assert.That(report, Is.EqualTo(Report(2)));
        Assert.That(latest.TryRead(ref seen, out _), Is.False);
        Assert.That(latest.Read(), Is.EqualTo(Report(2)));
    }

    [Test]
    public void No_report_is_read_in_parts_while_it_is_being_written()
    {
        const int Reports = 1_000_000;
        var latest = new LatestReport();
        var writer = new Thread(() =>
        {
            for (int i = 1; i <= Reports; i++)
            {
                latest.Write(Report(i));
            }
        });
        writer.Start();
        int seen = 0;
        int last = 0;
        while (last < Reports)
        {
            if (latest.TryRead(ref seen, out ReceptionReport report))
            {
                Assert.That(report, Is.EqualTo(Report(report.CumulativeLost)));
                Assert.That(report.CumulativeLost, Is.GreaterThan(last));
                last = report.CumulativeLost;
            }
        }

        writer.Join();
    }

    private static ReceptionReport Report(int number) =>
        new(number, number, TimeSpan.FromTicks(number), TimeSpan.FromTicks(number));
}
