using System.Text;

namespace RtcVoice.Conversation.Transcripts;

/// <summary>
/// The words of a spoken message and when they sound: where the voice gave times, by those; else laid along the speech in
/// its sound, each as long as its syllables. A word counts as heard when more than half of it was.
/// </summary>
internal sealed class TranscriptTimeline
{
    /// <summary>English read aloud, pauses left out: what a voice says in a second where its own pace is not known yet.</summary>
    private const double SyllablesPerSecond = 4.8;

    private readonly SpeechEnvelope _envelope;
    private readonly List<Piece> _pieces = [];
    private readonly StringBuilder _text = new();

    /// <summary>Begins without words.</summary>
    /// <param name="envelope">Where in the sound there is speech.</param>
    public TranscriptTimeline(SpeechEnvelope envelope) => _envelope = envelope;

    /// <summary>All words so far.</summary>
    public string Text => _text.ToString();

    /// <summary>Adds words.</summary>
    /// <param name="text">The words, with the space around them.</param>
    /// <param name="audioWritten">How much sound had been made when they came.</param>
    /// <param name="time">When they sound, where that is known.</param>
    public void Add(string text, TimeSpan audioWritten, (TimeSpan Start, TimeSpan End)? time)
    {
        _pieces.Add(new Piece(_text.Length, audioWritten, time));
        _text.Append(text);
    }

    /// <summary>The words that were heard.</summary>
    /// <param name="heard">How much of the sound was heard.</param>
    /// <param name="generated">How much of it there is.</param>
    /// <param name="isWhole">Whether all sound and all words are there.</param>
    public HeardText HeardBy(TimeSpan heard, TimeSpan generated, bool isWhole)
    {
        TranscriptConfidence confidence = ConfidenceOf(isWhole);
        string text = Text;
        if (heard >= generated && isWhole)
        {
            return new HeardText(text, confidence);
        }

        int end = 0;
        foreach (PlacedWord word in Place(text, generated, isWhole))
        {
            if (word.Middle > heard)
            {
                break;
            }

            end = word.End;
        }

        return new HeardText(text[..end], confidence);
    }

    /// <summary>Where to go on after a pause: at the beginning of the word that it broke, or where it fell when that was between words.</summary>
    /// <param name="at">Where the pause fell, from the start of the message.</param>
    /// <param name="generated">How much sound there is.</param>
    /// <param name="isWhole">Whether all sound and all words are there.</param>
    public TimeSpan StartOfWordAt(TimeSpan at, TimeSpan generated, bool isWhole)
    {
        TimeSpan start = at;
        foreach (PlacedWord word in Place(Text, generated, isWhole))
        {
            if (word.Start > at)
            {
                break;
            }

            TimeSpan end = word.Middle + (word.Middle - word.Start);
            start = at < end ? word.Start : at;
        }

        return start;
    }

    private TranscriptConfidence ConfidenceOf(bool isWhole) =>
        _pieces.TrueForAll(p => p.Time is not null) ? TranscriptConfidence.Exact
        : isWhole ? TranscriptConfidence.Aligned
        : TranscriptConfidence.Estimated;

    private IEnumerable<PlacedWord> Place(string text, TimeSpan generated, bool isWhole)
    {
        double untimed = 0;
        double pace = isWhole ? Pace(text, generated) : SyllablesPerSecond;
        for (int i = 0; i < _pieces.Count; i++)
        {
            Piece piece = _pieces[i];
            int end = i + 1 < _pieces.Count ? _pieces[i + 1].TextStart : text.Length;
            List<Word> words = WordsThatBeginIn(text, piece.TextStart, end);
            double weight = 0;
            double total = words.Sum(w => w.Syllables);
            foreach (Word word in words)
            {
                if (piece.Time is { } time)
                {
                    yield return Within(time, word, weight / total, (weight + word.Syllables) / total);
                }
                else
                {
                    yield return ByPace(word, untimed + weight, pace, isWhole ? TimeSpan.Zero : piece.AudioWritten);
                }

                weight += word.Syllables;
            }

            untimed += piece.Time is null ? weight : 0;
        }
    }

    private PlacedWord Within((TimeSpan Start, TimeSpan End) time, Word word, double from, double to)
    {
        // A voice that tells of each word needs no look at its sound.
        TimeSpan before = word.IsAlone ? TimeSpan.Zero : _envelope.SpeechBefore(time.Start);
        TimeSpan speech = word.IsAlone ? TimeSpan.Zero : _envelope.SpeechBefore(time.End) - before;
        if (speech <= TimeSpan.Zero)
        {
            TimeSpan length = time.End - time.Start;
            return new PlacedWord(word.End, time.Start + (from * length), time.Start + ((from + to) / 2 * length));
        }

        return new PlacedWord(word.End, _envelope.TimeOf(before + (from * speech)), _envelope.TimeOf(before + ((from + to) / 2 * speech)));
    }

    private PlacedWord ByPace(Word word, double before, double pace, TimeSpan notBefore)
    {
        TimeSpan start = _envelope.TimeOf(TimeSpan.FromSeconds(before / pace));
        TimeSpan middle = _envelope.TimeOf(TimeSpan.FromSeconds((before + (word.Syllables / 2)) / pace));
        return new PlacedWord(word.End, start > notBefore ? start : notBefore, middle > notBefore ? middle : notBefore);
    }

    // Syllables a second of speech, of the words whose times are not known.
    private double Pace(string text, TimeSpan generated)
    {
        double syllables = 0;
        for (int i = 0; i < _pieces.Count; i++)
        {
            int end = i + 1 < _pieces.Count ? _pieces[i + 1].TextStart : text.Length;
            syllables += _pieces[i].Time is null ? WordsThatBeginIn(text, _pieces[i].TextStart, end).Sum(w => w.Syllables) : 0;
        }

        double speech = _envelope.SpeechBefore(generated).TotalSeconds;
        return syllables > 0 && speech > 0 ? syllables / speech : SyllablesPerSecond;
    }

    // A word may be cut in two by the pieces that it came in: it belongs to the one in which it begins.
    private static List<Word> WordsThatBeginIn(string text, int from, int to)
    {
        var words = new List<Word>();
        int at = from;
        if (from > 0 && !char.IsWhiteSpace(text[from - 1]))
        {
            at = EndOfWord(text, from);
        }

        while (true)
        {
            while (at < to && char.IsWhiteSpace(text[at]))
            {
                at++;
            }

            if (at >= to)
            {
                break;
            }

            int end = EndOfWord(text, at);
            words.Add(new Word(end, Syllables.Of(text.AsSpan(at, end - at)), IsAlone: false));
            at = end;
        }

        if (words.Count == 1)
        {
            words[0] = words[0] with { IsAlone = true };
        }

        return words;
    }

    private static int EndOfWord(string text, int from)
    {
        while (from < text.Length && !char.IsWhiteSpace(text[from]))
        {
            from++;
        }

        return from;
    }

    private readonly record struct Piece(int TextStart, TimeSpan AudioWritten, (TimeSpan Start, TimeSpan End)? Time);

    private readonly record struct Word(int End, double Syllables, bool IsAlone);

    private readonly record struct PlacedWord(int End, TimeSpan Start, TimeSpan Middle);
}
