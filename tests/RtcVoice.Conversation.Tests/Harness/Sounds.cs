using RtcVoice.Audio.Opus;
using RtcVoice.Audio.Resampling;
using RtcVoice.Audio.Wav;

namespace RtcVoice.Conversation.Tests.Harness;

/// <summary>Things to say, at 48 kHz.</summary>
internal static class Sounds
{
    private const string Sentence = "/usr/share/pocketsphinx/test/data/librivox/sense_and_sensibility_01_austen_64kb-0870.wav";

    /// <summary>A person's sentence (LibriVox), from Debian's pocketsphinx-testdata.</summary>
    public static short[] Human()
    {
        Assert.That(File.Exists(Sentence), $"{Sentence} is missing: install the package pocketsphinx-testdata.");
        WavAudio wav = WavReader.ReadFile(Sentence);
        var resampler = new Resampler(wav.SampleRate, OpusFormat.SampleRate);
        short[] result = new short[resampler.GetOutputCount(wav.Samples.Length)];
        return result[..resampler.Process(wav.Samples.Span, result)];
    }

    /// <summary>A steady tone.</summary>
    public static short[] Tone(TimeSpan length, double hertz = 300, double amplitude = 8000) =>
        [.. Enumerable.Range(0, (int)(length.TotalSeconds * OpusFormat.SampleRate))
            .Select(i => (short)(amplitude * Math.Sin(2 * Math.PI * hertz * i / OpusFormat.SampleRate)))];

    /// <summary>How many 10 ms of a sound are louder than a whisper.</summary>
    public static TimeSpan LoudTime(ReadOnlySpan<short> pcm) => TimeSpan.FromMilliseconds(10 * Loud(pcm).Count(l => l));

    /// <summary>The longest time between two sounds louder than a whisper.</summary>
    public static TimeSpan LongestPause(ReadOnlySpan<short> pcm)
    {
        int longest = 0;
        int last = -1;
        bool[] loud = Loud(pcm);
        for (int i = 0; i < loud.Length; i++)
        {
            if (loud[i])
            {
                longest = last < 0 ? 0 : Math.Max(longest, i - last - 1);
                last = i;
            }
        }

        return TimeSpan.FromMilliseconds(10 * longest);
    }

    private static bool[] Loud(ReadOnlySpan<short> pcm)
    {
        const int Window = OpusFormat.SampleRate / 100;
        bool[] loud = new bool[pcm.Length / Window];
        for (int i = 0; i < loud.Length; i++)
        {
            double energy = 0;
            foreach (short sample in pcm.Slice(i * Window, Window))
            {
                energy += (double)sample * sample;
            }

            loud[i] = Math.Sqrt(energy / Window) > 500;
        }

        return loud;
    }
}
