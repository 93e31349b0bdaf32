using System.Text.RegularExpressions;

namespace RtcVoice.Endpointing.Data;

/// <summary>The dialogues of the game Flight of the Amazon Queen, acted in English by many.</summary>
/// <param name="decoder">Decodes them.</param>
internal sealed partial class AmazonQueen(FfmpegDecoder decoder) : ICorpus
{
    private const string Archive = "/usr/share/scummvm/flight-of-the-amazon-queen/queen.1c";

    /// <inheritdoc/>
    public string Name => "amazon-queen";

    /// <inheritdoc/>
    public IEnumerable<Recording> Read()
    {
        if (!File.Exists(Archive))
        {
            yield break;
        }

        QueenArchive archive = QueenArchive.Open(Archive);
        (QueenLine Line, string Path)[] lines =
        [
            .. QueenScripts.Read(archive)
                .Where(l => archive.Names.Contains(l.Key + ".SB") && Letters().IsMatch(l.Value.Text))
                .OrderBy(l => l.Key, StringComparer.Ordinal)
                .Select(l => (l.Value, decoder.Unpack(Path.Combine(Name, l.Key + ".mp3"), path => File.WriteAllBytes(path, archive.Read(l.Key + ".SB"))))),
        ];
        decoder.Prepare(lines.Select(l => l.Path));
        foreach ((QueenLine line, string path) in lines)
        {
            yield return new Recording(Name, $"{Name}/{line.Scene}", line.Text, decoder.Read(path)) { IsBroken = line.IsBroken, Set = RecordingSet.Adventures };
        }
    }

    [GeneratedRegex("[A-Za-z]{2}")]
    private static partial Regex Letters();
}
