namespace RtcVoice.Endpointing.Data;

/// <summary>Five sentences that were read aloud, on which the tests of the product are run.</summary>
/// <param name="decoder">Decodes them.</param>
internal sealed class LibriVox(FfmpegDecoder decoder) : ICorpus
{
    private const string Root = "/usr/share/pocketsphinx/test/data/librivox";

    /// <inheritdoc/>
    public string Name => "librivox";

    /// <inheritdoc/>
    public IEnumerable<Recording> Read()
    {
        string[] paths = Directory.Exists(Root) ? Directory.GetFiles(Root, "*.wav") : [];
        decoder.Prepare(paths);
        foreach (string path in paths.Order(StringComparer.Ordinal))
        {
            yield return new Recording(Name, Path.GetFileName(path), "", decoder.Read(path));
        }
    }
}
