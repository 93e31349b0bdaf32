using RtcVoice.Audio.Endpointing;
using RtcVoice.Audio.Opus;
using RtcVoice.Audio.Resampling;

namespace RtcVoice.Endpointing.Examples;

/// <summary>What is done to recordings to make examples of them: 16 kHz mono.</summary>
internal static class Sound
{
    /// <summary>Samples a second.</summary>
    public const int Rate = 16_000;

    private const int FadeSamples = Rate * 40 / 1000;

    /// <summary>Root mean square of the quietest 100 ms: the noise of the room.</summary>
    public static double NoiseFloor(ReadOnlySpan<short> pcm)
    {
        double quietest = double.MaxValue;
        for (int at = 0; at + (Rate / 10) <= pcm.Length; at += Rate / 20)
        {
            double sum = 0;
            foreach (short sample in pcm.Slice(at, Rate / 10))
            {
                sum += (double)sample * sample;
            }

            quietest = Math.Min(quietest, Math.Sqrt(sum / (Rate / 10)));
        }

        return Math.Min(quietest, 60);
    }

    /// <summary>A recording in its room: the same noise before and behind it.</summary>
    public static short[] InRoom(ReadOnlySpan<short> pcm, double noise, double before, double behind, Random random)
    {
        short[] room = new short[(int)(before * Rate) + pcm.Length + (int)(behind * Rate)];
        for (int i = 0; i < room.Length; i++)
        {
            room[i] = (short)Math.Round(noise * Math.Sqrt(3) * ((2 * random.NextDouble()) - 1));
        }

        pcm.CopyTo(room.AsSpan((int)(before * Rate)));
        return room;
    }

    /// <summary>What comes before a place, faded there within 40 ms into the noise of the room.</summary>
    public static short[] Cut(ReadOnlySpan<short> pcm, int at, double noise, Random random)
    {
        short[] cut = InRoom(pcm[..Math.Min(pcm.Length, at + FadeSamples)], noise, 0, 0.4, random);
        for (int i = 0; i < FadeSamples && at + i < cut.Length; i++)
        {
            double gain = 0.5 + (0.5 * Math.Cos(Math.PI * i / FadeSamples));
            cut[at + i] = (short)Math.Round((cut[at + i] * gain) + (noise * ((2 * random.NextDouble()) - 1)));
        }

        return cut;
    }

    /// <summary>The softest place near another, within 60 ms: between two sounds rather than in one.</summary>
    public static int SoftestNear(ReadOnlySpan<short> pcm, int near)
    {
        const int Reach = Rate * 60 / 1000;
        const int Window = Rate / 100;
        int best = near;
        double least = double.MaxValue;
        for (int at = Math.Max(Window, near - Reach); at < Math.Min(pcm.Length - Window, near + Reach); at += Window / 4)
        {
            double sum = 0;
            for (int i = at - Window; i < at + Window; i++)
            {
                sum += (double)pcm[i] * pcm[i];
            }

            (best, least) = sum < least ? (at, sum) : (best, least);
        }

        return best;
    }

    /// <summary>Holds the vowel before a place for a while, at its pitch and a little softer by and by; null where there is none.</summary>
    public static short[]? Hold(ReadOnlySpan<short> pcm, int before, double seconds, double noise, Random random)
    {
        var tracker = new ProsodyAnalyzer();
        ReadOnlySpan<short> rest = pcm[..before];
        ProsodyFrame vowel = default;
        int at = 0;
        int frames = 0;
        while (tracker.TryRead(ref rest, out ProsodyFrame frame))
        {
            frames++;
            if (frame.Strength > 0.85 && frame.IsVoiced && frame.Change < 3)
            {
                (vowel, at) = (frame, frames * ProsodyAnalyzer.FrameSamples);
            }
        }

        if (!vowel.IsVoiced || before - at > Rate / 4)
        {
            return null;
        }

        double period = Rate / (50 * Math.Pow(2, vowel.Semitones / 12.0));
        int loop = (int)Math.Round(3 * period);
        int join = (int)period;
        if (at < loop + join)
        {
            return null;
        }

        short[] held = new short[at + (int)(seconds * Rate)];
        pcm[..at].CopyTo(held);
        for (int i = at; i < held.Length; i++)
        {
            // Each loop repeats the one before, joined over a period, and wavers a little.
            int phase = (i - at) % loop;
            double weight = phase < join ? (double)phase / join : 1;
            double old = pcm[at - loop + phase];
            double same = phase < join ? pcm[Math.Min(pcm.Length - 1, at + phase)] : 0;
            double gain = Math.Pow(10, -5.0 / 20 * (i - at) / (held.Length - at));
            held[i] = (short)Math.Clamp(gain * ((weight * old) + ((1 - weight) * same)), short.MinValue, short.MaxValue);
        }

        return Cut(held, held.Length - FadeSamples, noise, random);
    }

    /// <summary>Louder or softer, with more noise.</summary>
    public static void Disturb(Span<short> pcm, double gain, double noise, Random random)
    {
        double last = 0;
        for (int i = 0; i < pcm.Length; i++)
        {
            // Noise as rooms have it: softer to the top.
            last = (0.7 * last) + ((2 * random.NextDouble()) - 1);
            pcm[i] = (short)Math.Clamp((pcm[i] * gain) + (noise * last), short.MinValue, short.MaxValue);
        }
    }

    /// <summary>Slower and lower, or faster and higher.</summary>
    public static short[] AtSpeed(ReadOnlySpan<short> pcm, double speed)
    {
        short[] result = new short[(int)((pcm.Length - 1) / speed)];
        for (int i = 0; i < result.Length; i++)
        {
            double at = i * speed;
            int whole = (int)at;
            result[i] = (short)(pcm[whole] + ((at - whole) * (pcm[whole + 1] - pcm[whole])));
        }

        return result;
    }

    /// <summary>As a browser sends it: through Opus.</summary>
    public static short[] ThroughOpus(ReadOnlySpan<short> pcm)
    {
        using var encoder = new OpusEncoder();
        using var decoder = new OpusDecoder();
        var up = new Resampler(Rate, OpusFormat.SampleRate);
        var down = new Resampler(OpusFormat.SampleRate, Rate);
        short[] wide = new short[up.GetOutputCount(pcm.Length)];
        int count = up.Process(pcm, wide);
        short[] frame = new short[OpusFormat.FrameSamples];
        short[] narrow = new short[OpusFormat.FrameSamples];
        byte[] packet = new byte[OpusFormat.MaxFramePacketBytes];
        var result = new List<short>(pcm.Length);
        for (int at = 0; at + frame.Length <= count; at += frame.Length)
        {
            int length = encoder.Encode(wide.AsSpan(at, frame.Length), packet);
            decoder.TryDecode(packet.AsSpan(0, length), frame, out _);
            result.AddRange(narrow.AsSpan(0, down.Process(frame, narrow)));
        }

        return [.. result];
    }
}
