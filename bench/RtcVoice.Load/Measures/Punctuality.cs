using System.Runtime.InteropServices;
using RtcVoice.Load.Clients;

namespace RtcVoice.Load.Measures;

/// <summary>
/// How punctual packets were, from the times at which the kernel received them. On loopback that is inside the sender's
/// system call, so an arrival is a departure.
/// </summary>
internal sealed record Punctuality
{
    private const double NanosecondsPerSample = 1e9 / 48_000;
    private const long SlotNanoseconds = 1_000_000;

    /// <summary>Microseconds behind the deadline, on the grid of 1 ms that all calls of the product's pacer share; null for others.</summary>
    public required Distribution? Lateness { get; init; }

    /// <summary>The same without packets that came while the machine itself stood still.</summary>
    public required Distribution? LatenessUndisturbed { get; init; }

    /// <summary>Microseconds behind the earliest packet of the same call, by RTP time; what any pacer can be held to.</summary>
    public required Distribution OwnLateness { get; init; }

    /// <summary>Microseconds between the intervals of two packets by arrival and by RTP time.</summary>
    public required Distribution Deviation { get; init; }

    /// <summary>The same without what the machine disturbed.</summary>
    public required Distribution DeviationUndisturbed { get; init; }

    /// <summary>Share of the packets that the machine disturbed.</summary>
    public required double Disturbed { get; init; }

    /// <summary>Per second: the 99th percentiles of lateness (of <see cref="OwnLateness"/> where there is no grid) and deviation.</summary>
    public required IReadOnlyList<Second> Seconds { get; init; }

    /// <summary>Judges what has come.</summary>
    /// <param name="logs">Arrivals, by call.</param>
    /// <param name="stalls">When the machine stood still.</param>
    /// <param name="hasGrid">Whether all calls share a grid.</param>
    public static Punctuality Judge(IReadOnlyList<ArrivalLog> logs, StallReport? stalls, bool hasGrid)
    {
        List<StallReport.Stall> still = stalls?.Merge() ?? [];
        List<Arrivals> calls = [.. logs.Where(l => l.Count > 1).Select(l => new Arrivals(l))];
        long grid = hasGrid ? FindGrid(calls) : 0;
        int total = calls.Sum(c => c.Offsets.Length);
        List<float> own = new(total), late = new(total), lateCalm = new(total), deviation = new(total), deviationCalm = new(total);
        long begin = calls.Count == 0 ? 0 : calls.Min(c => c.At[0]);
        var seconds = new SortedDictionary<int, (List<float> Late, List<float> Deviation)>();
        foreach (Arrivals call in calls)
        {
            // The earliest packet is a few us behind its deadline, or a few hundred where many calls share the slot.
            double behindGrid = hasGrid ? Modulo(call.Earliest - grid) : 0;
            bool wasCalm = false;
            for (int i = 0; i < call.Offsets.Length; i++)
            {
                float ownLate = (float)((call.Offsets[i] - call.Earliest) / 1_000.0);
                float lateness = ownLate + (float)(behindGrid / 1_000);
                bool isCalm = !IsWithin(still, call.At[i]);
                own.Add(ownLate);
                late.Add(lateness);
                (List<float> secondLate, List<float> secondDeviation) = SecondOf(seconds, (int)((call.At[i] - begin) / 1_000_000_000));
                secondLate.Add(lateness);
                if (isCalm)
                {
                    lateCalm.Add(lateness);
                }

                if (i > 0)
                {
                    float off = (float)(Math.Abs(call.Offsets[i] - call.Offsets[i - 1]) / 1_000.0);
                    deviation.Add(off);
                    secondDeviation.Add(off);
                    if (isCalm && wasCalm)
                    {
                        deviationCalm.Add(off);
                    }
                }

                wasCalm = isCalm;
            }
        }

        return new Punctuality
        {
            Disturbed = 1 - ((double)lateCalm.Count / Math.Max(1, total)),
            OwnLateness = Sum(own),
            Lateness = hasGrid ? Sum(late) : null,
            LatenessUndisturbed = hasGrid ? Sum(lateCalm) : null,
            Deviation = Sum(deviation),
            DeviationUndisturbed = Sum(deviationCalm),
            Seconds = [.. seconds.Select(s => new Second(s.Key, Sum(s.Value.Late).P99, Sum(s.Value.Deviation).P99))],
        };
    }

    private static Distribution Sum(List<float> values) => Distribution.Of(CollectionsMarshal.AsSpan(values));

    private static (List<float> Late, List<float> Deviation) SecondOf(SortedDictionary<int, (List<float> Late, List<float> Deviation)> seconds, int second)
    {
        if (!seconds.TryGetValue(second, out var lists))
        {
            seconds[second] = lists = ([], []);
        }

        return lists;
    }

    /// <summary>
    /// Where in the millisecond the deadlines lie: calls of a slot are sent one behind the other from its deadline on, so it
    /// is the first arrival behind the longest stretch of the millisecond in which no call ever begins.
    /// </summary>
    private static long FindGrid(List<Arrivals> calls)
    {
        double[] phases = [.. calls.Select(c => Modulo(c.Earliest)).Order()];
        if (phases.Length == 0)
        {
            return 0;
        }

        (double best, double widest) = (phases[0], phases[0] + SlotNanoseconds - phases[^1]);
        for (int i = 1; i < phases.Length; i++)
        {
            if (phases[i] - phases[i - 1] > widest)
            {
                (best, widest) = (phases[i], phases[i] - phases[i - 1]);
            }
        }

        return (long)best;
    }

    private static double Modulo(double nanoseconds) => nanoseconds - (Math.Floor(nanoseconds / SlotNanoseconds) * SlotNanoseconds);

    private static bool IsWithin(List<StallReport.Stall> still, long at)
    {
        int low = 0;
        int high = still.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (at < still[middle].Start)
            {
                high = middle - 1;
            }
            else if (at > still[middle].End)
            {
                low = middle + 1;
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>One second of a run.</summary>
    internal sealed record Second(int At, double LatenessP99, double DeviationP99);

    /// <summary>The arrivals of a call, less their RTP time.</summary>
    private sealed class Arrivals
    {
        public Arrivals(ArrivalLog log)
        {
            At = log.At.ToArray();
            Offsets = new double[At.Length];
            long media = 0;
            for (int i = 0; i < At.Length; i++)
            {
                media += i == 0 ? 0 : (int)(log.Timestamps[i] - log.Timestamps[i - 1]);
                Offsets[i] = At[i] - (media * NanosecondsPerSample);
            }

            Earliest = Offsets.Min();
        }

        public long[] At { get; }

        public double[] Offsets { get; }

        public double Earliest { get; }
    }
}
