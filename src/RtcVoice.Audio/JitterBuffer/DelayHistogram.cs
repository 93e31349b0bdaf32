namespace RtcVoice.Audio.JitterBuffer;

/// <summary>
/// How late packets come: a forgetting histogram of the worst delay of each half-second, whose 95th percentile says
/// how long to wait for packets. The figures are NetEq's (delay_manager.h), the buckets finer.
/// </summary>
internal sealed class DelayHistogram
{
    /// <summary>The worst of each such time counts once: a rare spike must weigh more than one packet in thousands.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private const double Quantile = 0.95;

    /// <summary>In the steady state a half-second weighs 1.7 %: it takes three bad ones within 30 s to move the target.</summary>
    private const double ForgetFactor = 0.983;

    /// <summary>Early on a half-second weighs 2 / (n + 1), so that the first seconds of a call find the target quickly.</summary>
    private const double StartWeight = 2;

    private const int BucketMilliseconds = 5;

    private readonly float[] _weights = new float[100];
    private int _samples;

    /// <summary>True until the first half-second is in.</summary>
    public bool IsEmpty => _samples == 0;

    /// <summary>The delay that 95 % of half-seconds stay within, to the next 5 ms.</summary>
    public TimeSpan Delay { get; private set; }

    public void Add(TimeSpan worst)
    {
        int bucket = (int)Math.Clamp(worst.TotalMilliseconds / BucketMilliseconds, 0, _weights.Length - 1);
        double keep = Math.Max(0, Math.Min(ForgetFactor, 1 - (StartWeight / (_samples + 2))));
        for (int i = 0; i < _weights.Length; i++)
        {
            _weights[i] *= (float)keep;
        }

        _weights[bucket] += (float)(1 - keep);
        _samples = Math.Min(_samples + 1, 1_000);
        double sum = 0;
        int quantile = 0;
        while (quantile < _weights.Length - 1 && (sum += _weights[quantile]) < Quantile)
        {
            quantile++;
        }

        Delay = TimeSpan.FromMilliseconds((quantile + 1) * BucketMilliseconds);
    }
}
