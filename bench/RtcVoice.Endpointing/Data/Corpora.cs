using System.IO.Compression;
using System.Text.RegularExpressions;

namespace RtcVoice.Endpointing.Data;

/// <summary>Real human speech from Debian packages; what is not installed is missed out, and said.</summary>
internal sealed partial class Corpora(FfmpegDecoder decoder)
{
    private const string Asterisk = "/usr/share/asterisk/sounds";
    private const string Fillets = "/usr/share/games/fillets-ng";
    private const string LibriVox = "/usr/share/pocketsphinx/test/data/librivox";

    /// <summary>Packages, and the language that their words are known in: a prompt says the same in all.</summary>
    private static readonly (string Folder, string Language)[] Prompts =
    [
        ("en_US_f_Allison", "en"), ("es_MX_f_Allison", "es"), ("fr_CA_f_June", "fr"), ("it_IT_m_Carlo", "it"), ("it_IT_f_Menardi", "it"), ("ru_RU_f_IvrvoiceRU", "ru"),
    ];

    /// <summary>All of it.</summary>
    public IReadOnlyList<Recording> Read()
    {
        var all = new List<Recording>();
        foreach ((string folder, string language) in Prompts)
        {
            Add(all, folder, ReadPrompts(folder, language));
        }

        foreach (string language in new[] { "cs", "nl" })
        {
            Add(all, $"fillets-{language}", ReadFillets(language));
        }

        Add(all, "librivox", ReadLibriVox());
        return all;
    }

    private static void Add(List<Recording> all, string name, IEnumerable<Recording> read)
    {
        int before = all.Count;
        all.AddRange(read.Where(r => r.Pcm.Length > 16_000 / 4));
        double seconds = all.Skip(before).Sum(r => r.Pcm.Length / 16_000.0);
        Console.WriteLine($"  {name,-22} {all.Count - before,5} recordings {seconds,7:F0} s, {all.Skip(before).Count(r => r.Text.Length > 0)} with words");
    }

    private IEnumerable<Recording> ReadPrompts(string folder, string language)
    {
        string root = Path.Combine(Asterisk, folder);
        if (!Directory.Exists(root))
        {
            yield break;
        }

        Dictionary<string, string> words = ReadWords(language);
        string[] paths = [.. Directory.GetFiles(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        bool hasWide = paths.Any(p => p.EndsWith(".g722", StringComparison.Ordinal));
        paths = [.. paths.Where(p => p.EndsWith(hasWide ? ".g722" : ".wav", StringComparison.Ordinal) && new FileInfo(p).Length > 0)];
        decoder.Prepare(paths);
        foreach (string path in paths)
        {
            string key = Path.ChangeExtension(Path.GetRelativePath(root, path), null);
            if (!key.Contains("silence/", StringComparison.Ordinal) && !words.GetValueOrDefault(key, "").StartsWith('['))
            {
                yield return new Recording(folder, key, words.GetValueOrDefault(key, ""), decoder.Read(path));
            }
        }
    }

    private static Dictionary<string, string> ReadWords(string language)
    {
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        string path = $"/usr/share/doc/asterisk-core-sounds-{language}/core-sounds-{language}.txt.gz";
        if (language.Length == 0 || !File.Exists(path))
        {
            return words;
        }

        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            int colon = line.IndexOf(':');
            if (colon > 0 && !line.StartsWith(';'))
            {
                words[line[..colon].Trim()] = line[(colon + 1)..].Trim();
            }
        }

        return words;
    }

    private IEnumerable<Recording> ReadFillets(string language)
    {
        foreach (string folder in Directory.Exists(Fillets) ? Directory.GetDirectories(Path.Combine(Fillets, "sound")).Order(StringComparer.Ordinal).ToArray() : [])
        {
            string level = Path.GetFileName(folder);
            string sounds = Path.Combine(folder, language);
            if (!Directory.Exists(sounds))
            {
                continue;
            }

            Dictionary<string, string> lines = ReadLines(level, language);
            string[] paths = [.. Directory.GetFiles(sounds, "*.ogg").Order(StringComparer.Ordinal)];
            decoder.Prepare(paths);
            foreach (string path in paths)
            {
                string id = Path.GetFileNameWithoutExtension(path);

                // Sounds without words are noises of the game.
                if (lines.TryGetValue(id, out string? text))
                {
                    yield return new Recording($"fillets-{language}", level, text, decoder.Read(path));
                }
            }
        }
    }

    private static Dictionary<string, string> ReadLines(string level, string language)
    {
        var lines = new Dictionary<string, string>(StringComparer.Ordinal);
        string path = Path.Combine(Fillets, "script", level, $"dialogs_{language}.lua");
        if (File.Exists(path))
        {
            foreach (Match match in Dialog().Matches(File.ReadAllText(path)))
            {
                lines[match.Groups[1].Value] = match.Groups[2].Value;
            }
        }

        return lines;
    }

    private IEnumerable<Recording> ReadLibriVox()
    {
        string[] paths = Directory.Exists(LibriVox) ? Directory.GetFiles(LibriVox, "*.wav") : [];
        decoder.Prepare(paths);
        foreach (string path in paths.Order(StringComparer.Ordinal))
        {
            yield return new Recording("librivox", Path.GetFileName(path), "", decoder.Read(path));
        }
    }

    [GeneratedRegex("""dialogId\("([^"]+)"[^\n]*\)\s*dialogStr\("([^\n]*)"\)""")]
    private static partial Regex Dialog();
}
