using System.Buffers.Binary;

namespace RtcVoice.Audio.Tests.Signals;

/// <summary>Real human speech, 16 kHz, from Debian's pocketsphinx-testdata (LibriVox, "Sense and Sensibility").</summary>
internal static class HumanSpeech
{
    public const int SampleRate = 16_000;

    private const string Folder = "/usr/share/pocketsphinx/test/data";

    public static readonly string[] Sentences =
    [
        "librivox/sense_and_sensibility_01_austen_64kb-0870.wav",
        "librivox/sense_and_sensibility_01_austen_64kb-0880.wav",
        "librivox/sense_and_sensibility_01_austen_64kb-0890.wav",
        "librivox/sense_and_sensibility_01_austen_64kb-0920.wav",
        "librivox/sense_and_sensibility_01_austen_64kb-0930.wav",
    ];

    public static string PathOf(string name)
    {
        string path = Path.Combine(Folder, name);
        Assert.That(File.Exists(path), Is.True, $"{path} is missing: install the package pocketsphinx-testdata.");
        return path;
    }

    /// <summary>The samples of one sentence.</summary>
    public static short[] Read(string name)
    {
        const int HeaderBytes = 44;
        byte[] bytes = File.ReadAllBytes(PathOf(name));
        short[] samples = new short[(bytes.Length - HeaderBytes) / 2];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(HeaderBytes + (2 * i)));
        }

        return samples;
    }

    /// <summary>The samples of one sentence at 48 kHz, by straight lines between samples: good enough to feed a codec.</summary>
    public static short[] Read48(string name)
    {
        short[] samples = Read(name);
        short[] result = new short[samples.Length * 3];
        for (int i = 0; i < result.Length; i++)
        {
            int a = samples[i / 3];
            int b = samples[Math.Min((i / 3) + 1, samples.Length - 1)];
            result[i] = (short)(a + ((b - a) * (i % 3) / 3));
        }

        return result;
    }
}
