using RtcVoice.Pacing.Frames;
using RtcVoice.Timing;

namespace RtcVoice.Pacing.Tests.Frames;

public class DepartureLogTests
{
    [Test]
    public void Every_reader_takes_every_entry_in_order()
    {
        var log = new DepartureLog();
        DepartureReader[] readers = [new(log), new(log)];
        for (int i = 0; i < 1_000; i++)
        {
            log.Append(Entry(i));
            Assert.That(readers[0].TryTake(out Departure departure));
            Assert.That(departure, Is.EqualTo(Entry(i)));
            if (i % 100 == 99)
            {
                for (int k = i - 99; k <= i; k++)
                {
                    Assert.That(readers[1].TryTake(out departure));
                    Assert.That(departure, Is.EqualTo(Entry(k)));
                }
            }
        }

        Assert.That(readers.Select(r => r.TryTake(out _)), Is.All.False);
        Assert.That(readers.Select(r => r.Lost), Is.All.Zero);
    }

    [Test]
    public void A_reader_that_comes_too_late_learns_how_many_it_missed()
    {
        var log = new DepartureLog();
        var reader = new DepartureReader(log);
        for (int i = 0; i < DepartureLog.Capacity + 10; i++)
        {
            log.Append(Entry(i));
        }

        Assert.That(reader.TryTake(out Departure departure));
        Assert.That(departure, Is.EqualTo(Entry(10)));
        Assert.That(reader.Lost, Is.EqualTo(10));
    }

    [Test]
    public void A_reader_beside_a_fast_writer_sees_whole_entries_and_accounts_for_all()
    {
        const int Entries = 300_000;
        var log = new DepartureLog();
        var reader = new DepartureReader(log);
        var writer = new Thread(() =>
        {
            for (int i = 0; i < Entries; i++)
            {
                log.Append(Entry(i));
            }
        });
        writer.Start();
        long read = 0;
        long last = -1;
        while (last < Entries - 1)
        {
            if (reader.TryTake(out Departure departure))
            {
                read++;
                Assert.That(departure, Is.EqualTo(Entry(departure.MediaTime)), "a torn entry");
                Assert.That(departure.MediaTime, Is.GreaterThan(last));
                last = departure.MediaTime;
            }
        }

        writer.Join();
        Assert.That(read + reader.Lost, Is.EqualTo(Entries));
    }

    private static Departure Entry(long i) => new(i, new FrameTag(i, i + 1, (int)i, FrameContent.Speech), new Instant(i * 3));
}
