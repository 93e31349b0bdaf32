namespace RtcVoice.TestKit.Voices;

/// <summary>A synthetic vowel, 16 kHz: harmonics of a pitch under the resonances of an "ah".</summary>
public static class Vowel
{
    private const int Rate = 16_000;
    private static readonly (double Hertz, double Width, double Weight)[] Formants = [(700, 130, 1), (1_220, 180, 0.5), (2_600, 250, 0.2)];

    /// <summary>A vowel that sets in and dies away within 30 ms.</summary>
    /// <param name="seconds">How long it is.</param>
    /// <param name="pitch">The pitch in Hz at each second.</param>
    /// <param name="dbfs">How loud it is.</param>
    public static short[] Make(double seconds, Func<double, double> pitch, double dbfs = -20)
    {
        double[] wave = new double[(int)(seconds * Rate)];
        double phase = 0;
        for (int i = 0; i < wave.Length; i++)
        {
            double t = (double)i / Rate;
            double hertz = pitch(t);
            phase += hertz / Rate;
            for (int h = 1; h * hertz < 4_000; h++)
            {
                wave[i] += Weight(h * hertz) / h * Math.Sin(2 * Math.PI * h * phase);
            }

            wave[i] *= Math.Min(1, Math.Min(t, seconds - t) / 0.03);
        }

        double rms = Math.Sqrt(wave.Sum(s => s * s) / wave.Length);
        double scale = 32768 * Math.Pow(10, dbfs / 20) / rms;
        return [.. wave.Select(s => (short)Math.Clamp(s * scale, short.MinValue, short.MaxValue))];
    }

    private static double Weight(double hertz) => Formants.Sum(f => f.Weight / (1 + Math.Pow((hertz - f.Hertz) / f.Width, 2)));
}
