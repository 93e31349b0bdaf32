using System.Globalization;
using System.Text.RegularExpressions;
using RtcVoice.Audio.Wav;

namespace RtcVoice.Endpointing.Data;

/// <summary>The dialogues of the game Drascula, acted: the same in each language.</summary>
/// <param name="decoder">Decodes them.</param>
/// <param name="language">Of the voices.</param>
internal sealed partial class Drascula(FfmpegDecoder decoder, string language) : ICorpus
{
    private const string Root = "/usr/share/scummvm/drascula";

    /// <summary>Unsigned 8-bit samples a second, between a head and a tail of which neither is sound.</summary>
    private const int Rate = 11_025;
    private const int HeadBytes = 32;
    private const int TailBytes = 64;

    /// <inheritdoc/>
    public string Name => $"drascula-{language}";

    /// <inheritdoc/>
    public IEnumerable<Recording> Read()
    {
        string folder = Path.Combine(Root, language);
        if (!Directory.Exists(folder))
        {
            yield break;
        }

        DrasculaTexts texts = DrasculaTexts.Open(Path.Combine(folder, "drascula.dat"), language);
        var lines = new List<(string Key, string Text, string Path)>();
        foreach (string path in Directory.GetFiles(folder, "*.ALS").Order(StringComparer.Ordinal))
        {
            string key = Path.GetFileNameWithoutExtension(path);
            Match name = Sound().Match(key);
            if (name.Success && new FileInfo(path).Length > HeadBytes + TailBytes
                && texts.Find(name.Groups[1].Value, int.Parse(name.Groups[2].Value, CultureInfo.InvariantCulture)) is { Length: > 1 } text)
            {
                lines.Add((key, text, decoder.Unpack(Path.Combine(Name, key + ".wav"), wav => WavWriter.WriteFile(wav, Rate, ReadSamples(path)))));
            }
        }

        decoder.Prepare(lines.Select(l => l.Path));
        foreach ((string key, string text, string path) in lines)
        {
            yield return new Recording(Name, $"drascula/{key}", text, decoder.Read(path)) { Set = RecordingSet.Adventures };
        }
    }

    private static short[] ReadSamples(string path) => [.. File.ReadAllBytes(path)[HeadBytes..^TailBytes].Select(b => (short)((b - 128) << 8))];

    [GeneratedRegex("^([A-Z]*)([0-9]+)$")]
    private static partial Regex Sound();
}
