namespace RtcVoice.TestKit.Voices;

/// <summary>A quantity that wanders smoothly between seeded points: the pitch, a formant, the loudness of a voice.</summary>
internal readonly struct Wander
{
    private readonly ulong _seed;
    private readonly double _low;
    private readonly double _high;
    private readonly double _step;
    private readonly bool _restless;

    /// <summary>
    /// A walk between <paramref name="low"/> and <paramref name="high"/> with a point every <paramref name="step"/> seconds;
    /// a restless one goes to the lower and the upper third in turn, so that it never stays.
    /// </summary>
    public Wander(ulong seed, double low, double high, double step, bool restless = false)
    {
        _restless = restless;
        _seed = seed;
        _low = low;
        _high = high;
        _step = step;
    }

    /// <summary>The value at this time; between two points it follows half a cosine, so that it has no corners.</summary>
    public double At(double seconds)
    {
        double place = seconds / _step;
        var index = (ulong)place;
        double rise = (1 - Math.Cos(Math.PI * (place - index))) / 2;
        double from = Point(index);
        double to = Point(index + 1);
        return _low + ((_high - _low) * (from + ((to - from) * rise)));
    }

    private double Point(ulong index)
    {
        double uniform = SeededNoise.Uniform(_seed, index);
        return _restless ? (uniform + (index % 2 == 0 ? 0 : 2)) / 3 : uniform;
    }
}
