using RtcVoice.TestKit.Voices;

namespace RtcVoice.BrowserKit.Voices;

/// <summary>Sentences that people have read aloud: LibriVox, from Debian's pocketsphinx-testdata, at 16 kHz.</summary>
public static class HumanSpeech
{
    public const int Rate = 16_000;

    private const string Folder = "/usr/share/pocketsphinx/test/data/librivox";

    /// <summary>Five sentences of 3 to 7 s, 24.7 s in all.</summary>
    public static IReadOnlyList<short[]> Sentences { get; } =
        [.. Directory.GetFiles(Folder, "*.wav").Order(StringComparer.Ordinal).Select(file => WavFile.Read(file).Samples)];

    /// <summary>Writes a microphone's file: silence and a sentence in turn, over and over for at least so long.</summary>
    public static void Write(string path, TimeSpan length, TimeSpan pause)
    {
        var samples = new List<short>();
        short[] silence = new short[(int)(pause.TotalSeconds * Rate)];
        for (int i = 0; samples.Count < length.TotalSeconds * Rate; i++)
        {
            samples.AddRange(silence);
            samples.AddRange(Sentences[i % Sentences.Count]);
        }

        samples.AddRange(silence);
        WavFile.Write(path, samples.ToArray(), Rate);
    }
}
