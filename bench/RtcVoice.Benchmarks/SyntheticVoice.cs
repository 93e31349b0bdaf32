using RtcVoice.Audio.Opus;

namespace RtcVoice.Benchmarks;

/// <summary>A voice, voiced and unvoiced by turns, the same each time.</summary>
internal static class SyntheticVoice
{
    /// <summary>Makes so many frames of 20 ms.</summary>
    public static short[] Make(int frames)
    {
        var random = new Random(1);
        short[] voice = new short[frames * OpusFormat.FrameSamples];
        double phase = 0;
        double formant = 0;
        double velocity = 0;
        for (int i = 0; i < voice.Length; i++)
        {
            double t = (double)i / OpusFormat.SampleRate;
            bool isVoiced = (int)(t * 4) % 3 != 2;
            phase += (110 + (30 * Math.Sin(2 * t))) / OpusFormat.SampleRate;
            double pulse = isVoiced ? (phase % 1 < 0.1 ? 1 : -0.11) : random.NextDouble() - 0.5;

            // One resonance that wanders between 500 and 1500 Hz.
            double frequency = 2 * Math.PI * (1_000 + (500 * Math.Sin(5 * t))) / OpusFormat.SampleRate;
            velocity = (velocity * 0.99) - (frequency * frequency * formant) + pulse;
            formant += velocity;
            voice[i] = (short)Math.Clamp(formant * 150 * (1.2 + Math.Sin(3 * t)), short.MinValue, short.MaxValue);
        }

        return voice;
    }
}
