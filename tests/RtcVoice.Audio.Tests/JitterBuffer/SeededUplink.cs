using System.Buffers.Binary;
using RtcVoice.Audio.JitterBuffer;
using RtcVoice.Timing;

namespace RtcVoice.Audio.Tests.JitterBuffer;

/// <summary>
/// A sender, a network of a seed, and a reader on one virtual clock: packets of 20 ms leave on time, arrive by
/// <see cref="Journey"/> (null: lost), and are pulled every 20 ms.
/// </summary>
internal sealed class SeededUplink
{
    /// <summary>CELT full band 20 ms: a packet of this TOC has no copy of the one before.</summary>
    public const byte PlainToc = 0xF8;

    /// <summary>Hybrid full band 20 ms.</summary>
    public const byte HybridToc = 0x78;

    private readonly PriorityQueue<(long Number, Instant Arrival), long> _onTheWay = new();
    private long _sent;
    private long _ticks;

    public SeededUplink(int seed)
    {
        TestContext.Out.WriteLine($"seed {seed}");
        Random = new Random(seed);
        Journey = _ => TimeSpan.FromMilliseconds(30);
        PayloadOf = number => Payload(number);
    }

    public Random Random { get; }

    /// <summary>How long packet n travels; null when it is lost.</summary>
    public Func<long, TimeSpan?> Journey { get; set; }

    public Func<long, byte[]> PayloadOf { get; set; }

    /// <summary>How much faster than ours the sender's clock runs.</summary>
    public double DriftPpm { get; init; }

    /// <summary>Where in the sender's 20 ms the reader pulls.</summary>
    public TimeSpan Phase { get; init; } = TimeSpan.FromMilliseconds(7);

    public long FirstSequence { get; init; } = 65_530;

    public long FirstTimestamp { get; init; } = 4_294_960_000;

    public Instant Now { get; private set; } = Instant.Origin + TimeSpan.FromSeconds(1_000);

    public Func<long, long, byte[], Instant, PutResult>? Put { get; set; }

    public static byte[] Payload(long number, byte toc = PlainToc, byte first = 0)
    {
        byte[] payload = new byte[10];
        payload[0] = toc;
        payload[1] = first;
        BinaryPrimitives.WriteInt64BigEndian(payload.AsSpan(2), number);
        return payload;
    }

    public static long NumberOf(ReadOnlySpan<byte> payload) => BinaryPrimitives.ReadInt64BigEndian(payload[2..]);

    public long TimestampOf(long number) => FirstTimestamp + (number * 960);

    /// <summary>Runs for a while; <paramref name="tick"/> is called at every pull time, when all that has arrived was put in.</summary>
    public void Run(TimeSpan duration, Action<Instant> tick)
    {
        Instant start = Instant.Origin + TimeSpan.FromSeconds(1_000);
        for (long end = _ticks + (duration.Ticks / TimeSpan.FromMilliseconds(20).Ticks); _ticks < end; _ticks++)
        {
            Now = start + TimeSpan.FromMilliseconds(20 * _ticks) + Phase;
            while (SendTime(start) is var at && at <= Now)
            {
                if (Journey(_sent) is { } journey)
                {
                    Instant arrival = at + journey;
                    _onTheWay.Enqueue((_sent, arrival), arrival.Nanoseconds);
                }

                _sent++;
            }

            while (_onTheWay.TryPeek(out (long Number, Instant Arrival) next, out _) && next.Arrival <= Now)
            {
                _onTheWay.Dequeue();
                Put!(FirstSequence + next.Number, TimestampOf(next.Number), PayloadOf(next.Number), next.Arrival);
            }

            tick(Now);
        }
    }

    private Instant SendTime(Instant start) =>
        new(start.Nanoseconds + (long)(_sent * 20_000_000 / (1 + (DriftPpm * 1e-6))));
}
