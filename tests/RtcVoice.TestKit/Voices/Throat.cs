namespace RtcVoice.TestKit.Voices;

/// <summary>Source and filter: a pulse train of wandering pitch with breath, through four wandering resonances.</summary>
internal sealed class Throat
{
    /// <summary>The share of a period in which the folds open and close (Rosenberg's pulse).</summary>
    private const double OpenShare = 0.4;
    private const double CloseShare = 0.16;

    /// <summary>Breath against pulse: enough to tell one period from the next, too little to sound hoarse.</summary>
    private const double Breath = 0.1;

    /// <summary>Filters move in steps of this many samples; a third of a millisecond is below hearing.</summary>
    private const int Step = 8;

    /// <summary>What brings the unscaled voice to a root mean square near one.</summary>
    private const double Gain = 126;

    private readonly ulong _seed;
    private readonly int _rate;
    private readonly Wander _pitch;
    private readonly Wander _strength;
    private readonly Wander[] _formants;
    private readonly Resonance[] _resonances;
    private static readonly double[] Bandwidths = [70, 100, 150, 220];

    private long _index;
    private double _phase;
    private double _lastPulse;

    public Throat(ulong seed, int rate)
    {
        _seed = seed;
        _rate = rate;
        // The pitch turns so often that no window resembles its neighbour a period away.
        _pitch = new Wander(Sub(1), 90, 230, 0.06, restless: true);
        _strength = new Wander(Sub(2), 0.65, 1.35, 0.11);
        _formants =
        [
            new Wander(Sub(3), 300, 800, 0.07),
            new Wander(Sub(4), 950, 2100, 0.06),
            new Wander(Sub(5), 2250, 2950, 0.08),
            new Wander(Sub(6), 3200, 3700, 0.13),
        ];
        _resonances = new Resonance[_formants.Length];
    }

    /// <summary>The next sample of the voice, mostly within -3 and 3.</summary>
    public double Next()
    {
        double time = (double)_index / _rate;
        if (_index % Step == 0)
        {
            for (int f = 0; f < _resonances.Length; f++)
            {
                _resonances[f].Tune(_formants[f].At(time), Bandwidths[f], _rate);
            }
        }

        _phase += _pitch.At(time) / _rate;
        _phase -= Math.Floor(_phase);
        double pulse = Pulse(_phase);
        double source = pulse - _lastPulse + (Breath * 0.2 * SeededNoise.Symmetric(Sub(7), (ulong)_index));
        _lastPulse = pulse;
        _index++;

        double voice = 0;
        for (int f = 0; f < _resonances.Length; f++)
        {
            // Side by side, each weaker than the one below it, as vowels fall by about 6 dB an octave.
            voice += _resonances[f].Filter(source) / (1 + (0.5 * f));
        }

        return voice * _strength.At(time) * Gain;
    }

    private static double Pulse(double phase) => phase switch
    {
        < OpenShare => (1 - Math.Cos(Math.PI * phase / OpenShare)) / 2,
        < OpenShare + CloseShare => Math.Cos(Math.PI / 2 * (phase - OpenShare) / CloseShare),
        _ => 0,
    };

    private ulong Sub(ulong part) => SeededNoise.Bits(_seed, part);
}
