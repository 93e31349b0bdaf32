using RtcVoice.Rtc.Rtcp;
using RtcVoice.Rtc.Rtp;
using RtcVoice.Timing;

namespace RtcVoice.Rtc.Tests.Rtcp;

[TestFixture]
internal sealed class ReceptionStatisticsTests
{
    private ReceptionStatistics _statistics = null!;

    [SetUp]
    public void SetUp() => _statistics = new ReceptionStatistics(RtpClock.OpusRate);

    [Test]
    public void Nothing_received_is_nothing_lost()
    {
        Assert.That(_statistics.HasNews, Is.False);
        ReportBlock block = _statistics.TakeReport(1, 0, 0);
        Assert.That(block, Is.EqualTo(new ReportBlock(1, 0, 0, 0, 0, 0, 0)));
    }

    [Test]
    public void One_packet_in_four_lost_is_told_as_a_quarter()
    {
        for (int i = 0; i < 400; i++)
        {
            if (i % 4 != 1)
            {
                Receive(100 + i);
            }
        }

        Assert.That(_statistics.HasNews, Is.True);
        ReportBlock block = _statistics.TakeReport(7, 8, 9);
        Assert.That(block, Is.EqualTo(new ReportBlock(7, 64, 100, 499, 0, 8, 9)));
        Assert.That(_statistics.HasNews, Is.False);
    }

    [Test]
    public void The_fraction_is_of_the_interval_and_the_count_of_all()
    {
        Receive(1);
        Receive(3);
        Assert.That(_statistics.TakeReport(1, 0, 0), Has.Property("FractionLost").EqualTo(85).And.Property("CumulativeLost").EqualTo(1));
        Receive(4);
        Assert.That(_statistics.TakeReport(1, 0, 0), Has.Property("FractionLost").EqualTo(0).And.Property("CumulativeLost").EqualTo(1));
    }

    [Test]
    public void A_late_packet_makes_good_for_its_loss()
    {
        Receive(1);
        Receive(3);
        Receive(2);
        Assert.That(_statistics.TakeReport(1, 0, 0), Has.Property("FractionLost").EqualTo(0).And.Property("CumulativeLost").EqualTo(0));
        Assert.That(_statistics.HighestSequenceNumber, Is.EqualTo(3));
    }

    [Test]
    public void Duplicates_make_the_count_negative_and_the_fraction_zero()
    {
        Receive(1);
        Receive(1);
        Receive(1);
        Assert.That(_statistics.TakeReport(1, 0, 0), Has.Property("FractionLost").EqualTo(0).And.Property("CumulativeLost").EqualTo(-2));
    }

    [Test]
    public void Cycles_stand_above_the_highest_sequence_number()
    {
        for (int i = 65_000; i < 200_000; i++)
        {
            Receive(i);
        }

        Assert.That(_statistics.HighestSequenceNumber, Is.EqualTo(199_999));
        Assert.That(_statistics.Lost, Is.Zero);
    }

    [Test]
    public void Almost_everything_lost_does_not_wrap_the_fraction()
    {
        Receive(0);
        _statistics.TakeReport(1, 0, 0);
        Receive(2999);
        Assert.That(_statistics.TakeReport(1, 0, 0).FractionLost, Is.EqualTo(255));
    }

    [Test]
    public void Counts_match_a_ledger_of_every_packet_under_loss_and_reordering()
    {
        const int Seed = 3550;
        var random = new Random(Seed);
        var arrivals = Enumerable.Range(60_000, 20_000)
            .Where(i => i == 60_000 || random.Next(10) > 0)
            .OrderBy(i => i == 60_000 ? i : i + (random.NextDouble() * 20))
            .ToList();
        int highest = 60_000;
        int received = 0;
        foreach (int i in arrivals)
        {
            Receive(i);
            received++;
            highest = Math.Max(highest, i);
            Assert.That(_statistics.Lost, Is.EqualTo(highest - 60_000 + 1 - received), $"seed {Seed}, packet {i}");
        }

        Assert.That(_statistics.HighestSequenceNumber, Is.EqualTo((uint)highest));
        Assert.That(_statistics.Received, Is.EqualTo(received));
    }

    [Test]
    public void A_leap_is_believed_once_it_is_followed_up()
    {
        Receive(100);
        Receive(101);
        Receive(40_000);
        Assert.That(_statistics.HighestSequenceNumber, Is.EqualTo(101), "one packet is no new beginning");
        Receive(102);
        Assert.That(_statistics.HighestSequenceNumber, Is.EqualTo(102));
        Receive(40_000);
        Receive(40_001);
        Assert.That(_statistics.HighestSequenceNumber, Is.EqualTo(40_001));
        Assert.That(_statistics.Lost, Is.Zero);
    }

    [Test]
    public void A_steady_stream_has_no_jitter()
    {
        for (int i = 0; i < 1000; i++)
        {
            Receive(i);
        }

        Assert.That(_statistics.Jitter, Is.Zero);
    }

    [Test]
    public void Jitter_is_what_the_RFC_s_formula_gives()
    {
        const int Seed = 48_000;
        var random = new Random(Seed);
        double expected = 0;
        long before = 0;
        for (int i = 0; i < 2000; i++)
        {
            // Whole units of the media clock, so that the formula has nothing to round: 3 units are 62.5 us.
            int delayUnits = 3 * random.Next(0, 320);
            long nanoseconds = (i * 20_000_000L) + (delayUnits * 62_500L / 3);
            _statistics.HandlePacket((ushort)i, new RtpTimestamp(unchecked(uint.MaxValue - 5000 + (960 * (uint)i))), new Instant(nanoseconds));
            if (i > 0)
            {
                expected += (Math.Abs(delayUnits - before) - expected) / 16;
            }

            before = delayUnits;
        }

        Assert.That(_statistics.Jitter, Is.EqualTo(expected).Within(2), $"seed {Seed}");
        Assert.That(expected, Is.GreaterThan(100), "or nothing was tested");
    }

    [Test]
    public void A_media_clock_that_is_set_anew_is_no_jitter()
    {
        Receive(0);
        Receive(1);
        _statistics.HandlePacket(2, new RtpTimestamp(0x8000_0000), Instant.Origin + TimeSpan.FromMilliseconds(40));
        _statistics.HandlePacket(3, new RtpTimestamp(0x8000_0000 + 960), Instant.Origin + TimeSpan.FromMilliseconds(60));
        Assert.That(_statistics.Jitter, Is.Zero);
    }

    private void Receive(int i) =>
        _statistics.HandlePacket(unchecked((ushort)i), new RtpTimestamp(960 * (uint)i), Instant.Origin + TimeSpan.FromMilliseconds(20L * i));
}
