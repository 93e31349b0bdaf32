using RtcVoice.Agents.Flite;

namespace RtcVoice.Latency.Agents;

/// <summary>An answer as it was said: its sound and the time of each word.</summary>
internal sealed class SpokenAnswer
{
    private readonly List<short> _pcm = [];
    private readonly List<Word> _words = [];

    /// <summary>The rate of its sound, in Hz.</summary>
    public static int Rate => FliteVoice.SampleRate;

    /// <summary>Its sound.</summary>
    public ReadOnlySpan<short> Pcm => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_pcm);

    /// <summary>Its words, in order.</summary>
    public IReadOnlyList<Word> Words => _words;

    /// <summary>Adds a word.</summary>
    public void Add(Word word) => _words.Add(word);

    /// <summary>Adds sound.</summary>
    public void Add(ReadOnlyMemory<short> pcm) => _pcm.AddRange(pcm.Span);

    /// <summary>The words of which more than half was rendered when the sound ended here.</summary>
    public string HeardBy(TimeSpan end) => string.Concat(_words.Where(w => w.Start + ((w.End - w.Start) / 2) < end).Select(w => w.Text)).Trim();

    /// <summary>A word, with the white space behind it, and when it sounds.</summary>
    internal sealed record Word(string Text, TimeSpan Start, TimeSpan End);
}
