namespace RtcVoice.Audio.Tests.Signals;

/// <summary>Sounds that are no speech, 16 kHz, always the same.</summary>
internal static class Sounds
{
    private const int Rate = HumanSpeech.SampleRate;

    public static short[] Silence(double seconds) => new short[(int)(seconds * Rate)];

    public static short[] WhiteNoise(double seconds, double dbfs)
    {
        var random = new Random(3);
        double amplitude = 32768 * Math.Pow(10, dbfs / 20) * Math.Sqrt(3);
        return Make(seconds, _ => amplitude * ((2 * random.NextDouble()) - 1));
    }

    /// <summary>Pink noise: white noise through three slow averages.</summary>
    public static short[] PinkNoise(double seconds, double dbfs)
    {
        var random = new Random(4);
        double b0 = 0, b1 = 0, b2 = 0;
        double scale = 32768 * Math.Pow(10, dbfs / 20) * 0.55;
        return Make(seconds, _ =>
        {
            double white = (2 * random.NextDouble()) - 1;
            b0 = (0.99765 * b0) + (white * 0.0990460);
            b1 = (0.96300 * b1) + (white * 0.2965164);
            b2 = (0.57000 * b2) + (white * 1.0526913);
            return scale * (b0 + b1 + b2 + (white * 0.1848));
        });
    }

    /// <summary>Four chords of plucked strings with a bass, over and over.</summary>
    public static short[] Music(double seconds, double dbfs)
    {
        double[][] chords = [[130.8, 261.6, 329.6, 392.0], [110.0, 220.0, 261.6, 329.6], [87.3, 174.6, 220.0, 261.6], [98.0, 196.0, 246.9, 293.7]];
        double scale = 32768 * Math.Pow(10, dbfs / 20);
        return Make(seconds, i =>
        {
            double t = (double)i / Rate;
            double beat = t % 0.5;
            double[] chord = chords[(int)(t / 0.5) % chords.Length];
            double sum = 0;
            foreach (double note in chord)
            {
                for (int h = 1; h <= 6; h++)
                {
                    sum += Math.Sin(2 * Math.PI * note * h * t) * Math.Exp(-beat * (2 + h)) / h;
                }
            }

            return scale * sum * 0.5;
        });
    }

    /// <summary>The sum of two sounds, as long as the first.</summary>
    public static short[] Mix(short[] a, short[] b)
    {
        short[] sum = new short[a.Length];
        for (int i = 0; i < a.Length; i++)
        {
            sum[i] = (short)Math.Clamp(a[i] + b[i % b.Length], short.MinValue, short.MaxValue);
        }

        return sum;
    }

    private static short[] Make(double seconds, Func<int, double> sample)
    {
        short[] samples = new short[(int)(seconds * Rate)];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = (short)Math.Clamp(sample(i), short.MinValue, short.MaxValue);
        }

        return samples;
    }
}
