using RtcVoice.TestKit.Voices;

namespace RtcVoice.TestKit.Network;

/// <summary>
/// What becomes of each datagram of one direction: a pure function of seed and index, so that a run can be repeated
/// and a single datagram's fate looked up.
/// </summary>
public sealed class NetworkSchedule
{
    private const int LongestBurst = 16;

    private readonly ulong _seed;
    private readonly double _burstStart;

    /// <summary>The schedule of this seed under these conditions.</summary>
    public NetworkSchedule(ulong seed, NetworkConditions conditions)
    {
        ArgumentNullException.ThrowIfNull(conditions);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(conditions.LossBurst, LongestBurst);
        ArgumentOutOfRangeException.ThrowIfLessThan(conditions.LossBurst, 1);
        _seed = seed;
        Conditions = conditions;
        _burstStart = BurstStart(conditions.Loss, conditions.LossBurst);
    }

    /// <summary>How bad the path is.</summary>
    public NetworkConditions Conditions { get; }

    /// <summary>The fate of the datagram with this index, counted from 0.</summary>
    public DatagramFate this[long index]
    {
        get
        {
            double jitter = Draw(index, 1);
            bool overtaken = Draw(index, 2) < Conditions.Reordering;
            TimeSpan delay = Conditions.Delay + (Conditions.Jitter * (jitter * jitter)) + (overtaken ? Conditions.ReorderingDelay : default);
            return new DatagramFate(IsLost(index), delay, overtaken, Draw(index, 3) < Conditions.Duplication);
        }
    }

    /// <summary>Lost is what a burst covers that began at this datagram or shortly before.</summary>
    private bool IsLost(long index)
    {
        for (int back = 0; back < Conditions.LossBurst && back <= index; back++)
        {
            if (Draw(index - back, 4) < _burstStart && BurstLength(index - back) > back)
            {
                return true;
            }
        }

        return false;
    }

    private int BurstLength(long start) => 1 + (int)(Draw(start, 5) * Conditions.LossBurst);

    /// <summary>
    /// With what probability a burst must begin so that the wanted share is lost: a datagram survives when none of
    /// the n places before it began a burst that reaches it, which the place k back does with a share of (n - k) / n.
    /// </summary>
    private static double BurstStart(double loss, int longest)
    {
        (double low, double high) = (0.0, 1.0);
        for (int i = 0; i < 50; i++)
        {
            double start = (low + high) / 2;
            double survival = 1;
            for (int k = 0; k < longest; k++)
            {
                survival *= 1 - (start * (longest - k) / longest);
            }

            (low, high) = 1 - survival < loss ? (start, high) : (low, start);
        }

        return loss <= 0 ? 0 : high;
    }

    private double Draw(long index, ulong what) => SeededNoise.Uniform(_seed ^ (what << 56), (ulong)index);
}
