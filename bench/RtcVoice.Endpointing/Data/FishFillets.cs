using System.Text.RegularExpressions;

namespace RtcVoice.Endpointing.Data;

/// <summary>The dialogues of the game Fish Fillets, acted.</summary>
/// <param name="decoder">Decodes them.</param>
/// <param name="language">Of the voices.</param>
internal sealed partial class FishFillets(FfmpegDecoder decoder, string language) : ICorpus
{
    private const string Root = "/usr/share/games/fillets-ng";

    /// <inheritdoc/>
    public string Name => $"fillets-{language}";

    /// <inheritdoc/>
    public IEnumerable<Recording> Read()
    {
        foreach (string folder in Directory.Exists(Root) ? Directory.GetDirectories(Path.Combine(Root, "sound")).Order(StringComparer.Ordinal).ToArray() : [])
        {
            string level = Path.GetFileName(folder);
            string sounds = Path.Combine(folder, language);
            if (!Directory.Exists(sounds))
            {
                continue;
            }

            Dictionary<string, string> lines = ReadLines(level);
            string[] paths = [.. Directory.GetFiles(sounds, "*.ogg").Order(StringComparer.Ordinal)];
            decoder.Prepare(paths);
            foreach (string path in paths)
            {
                // Sounds without words are noises of the game.
                if (lines.TryGetValue(Path.GetFileNameWithoutExtension(path), out string? text))
                {
                    yield return new Recording(Name, level, text, decoder.Read(path));
                }
            }
        }
    }

    private Dictionary<string, string> ReadLines(string level)
    {
        var lines = new Dictionary<string, string>(StringComparer.Ordinal);
        string path = Path.Combine(Root, "script", level, $"dialogs_{language}.lua");
        if (File.Exists(path))
        {
            foreach (Match match in Dialog().Matches(File.ReadAllText(path)))
            {
                lines[match.Groups[1].Value] = match.Groups[2].Value;
            }
        }

        return lines;
    }

    [GeneratedRegex("""dialogId\("([^"]+)"[^\n]*\)\s*dialogStr\("([^\n]*)"\)""")]
    private static partial Regex Dialog();
}
