using System.IO.Compression;

namespace RtcVoice.Endpointing.Data;

/// <summary>Telephone prompts of Asterisk by one speaker, read.</summary>
/// <param name="decoder">Decodes them.</param>
/// <param name="folder">The speaker's folder.</param>
/// <param name="language">The language that their words are known in: a prompt says the same in all.</param>
internal sealed class AsteriskPrompts(FfmpegDecoder decoder, string folder, string language) : ICorpus
{
    private const string Root = "/usr/share/asterisk/sounds";

    /// <inheritdoc/>
    public string Name => folder;

    /// <inheritdoc/>
    public IEnumerable<Recording> Read()
    {
        string root = Path.Combine(Root, folder);
        if (!Directory.Exists(root))
        {
            yield break;
        }

        Dictionary<string, string> words = ReadWords();
        string[] paths = [.. Directory.GetFiles(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        bool hasWide = paths.Any(p => p.EndsWith(".g722", StringComparison.Ordinal));
        paths = [.. paths.Where(p => p.EndsWith(hasWide ? ".g722" : ".wav", StringComparison.Ordinal) && new FileInfo(p).Length > 0)];
        decoder.Prepare(paths);
        foreach (string path in paths)
        {
            string key = Path.ChangeExtension(Path.GetRelativePath(root, path), null);
            if (!key.Contains("silence/", StringComparison.Ordinal) && !words.GetValueOrDefault(key, "").StartsWith('['))
            {
                yield return new Recording(Name, key, words.GetValueOrDefault(key, ""), decoder.Read(path));
            }
        }
    }

    private Dictionary<string, string> ReadWords()
    {
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        string path = $"/usr/share/doc/asterisk-core-sounds-{language}/core-sounds-{language}.txt.gz";
        if (!File.Exists(path))
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
}
