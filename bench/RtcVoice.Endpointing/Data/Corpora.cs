namespace RtcVoice.Endpointing.Data;

/// <summary>Real human speech from Debian packages; what is not installed is missed out, and said.</summary>
internal sealed class Corpora(FfmpegDecoder decoder)
{
    // New ones come last: what is made of a recording depends on its number.
    private readonly ICorpus[] _all =
    [
        new AsteriskPrompts(decoder, "en_US_f_Allison", "en"),
        new AsteriskPrompts(decoder, "es_MX_f_Allison", "es"),
        new AsteriskPrompts(decoder, "fr_CA_f_June", "fr"),
        new AsteriskPrompts(decoder, "it_IT_m_Carlo", "it"),
        new AsteriskPrompts(decoder, "it_IT_f_Menardi", "it"),
        new AsteriskPrompts(decoder, "ru_RU_f_IvrvoiceRU", "ru"),
        new FishFillets(decoder, "cs"),
        new FishFillets(decoder, "nl"),
        new LibriVox(decoder),
        new AmazonQueen(decoder),
        new Drascula(decoder, "en"),
        new Drascula(decoder, "es"),
        new Drascula(decoder, "it"),
    ];

    /// <summary>All of it.</summary>
    public IReadOnlyList<Recording> Read()
    {
        var all = new List<Recording>();
        foreach (ICorpus corpus in _all)
        {
            int before = all.Count;
            all.AddRange(corpus.Read().Where(r => r.Pcm.Length > 16_000 / 4));
            double seconds = all.Skip(before).Sum(r => r.Pcm.Length / 16_000.0);
            Console.WriteLine($"  {corpus.Name,-22} {all.Count - before,5} recordings {seconds,7:F0} s, {all.Skip(before).Count(r => r.Text.Length > 0)} with words");
        }

        return all;
    }
}
