using System.Text;

namespace RtcVoice.Conversation.Transcripts;

/// <summary>
/// The words of a spoken message and when they sound: exact where the voice gave times, else by what the words' share of
/// the sound is, and no earlier than the sound that had been made when they came.
/// </summary>
internal sealed class TranscriptTimeline
{
    /// <summary>English speech, spaces included, where nothing better is known yet.</summary>
    private const double CharactersPerSecond = 15;

    private readonly List<Piece> _pieces = [];
    private readonly StringBuilder _text = new();

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

    /// <summary>The words of which more than half were heard.</summary>
    /// <param name="heard">How much of the sound was heard.</param>
    /// <param name="generated">How much of it there is.</param>
    /// <param name="isWhole">Whether all sound and all words are there.</param>
    public string HeardBy(TimeSpan heard, TimeSpan generated, bool isWhole)
    {
        if (heard >= generated && isWhole)
        {
            return Text;
        }

        string text = Text;
        double perSecond = isWhole && generated > TimeSpan.Zero ? text.Length / generated.TotalSeconds : CharactersPerSecond;
        int end = 0;
        for (int start = NextWord(text, 0); start < text.Length;)
        {
            int wordEnd = EndOfWord(text, start);
            if (MiddleOf(start, wordEnd, perSecond) > heard.TotalSeconds)
            {
                break;
            }

            end = wordEnd;
            start = NextWord(text, wordEnd);
        }

        return text[..end];
    }

    private static int NextWord(string text, int from)
    {
        while (from < text.Length && char.IsWhiteSpace(text[from]))
        {
            from++;
        }

        return from;
    }

    private static int EndOfWord(string text, int from)
    {
        while (from < text.Length && !char.IsWhiteSpace(text[from]))
        {
            from++;
        }

        return from;
    }

    // In seconds from the start of the message.
    private double MiddleOf(int start, int end, double perSecond)
    {
        double middle = (start + end) / 2.0;
        int index = _pieces.FindLastIndex(p => p.TextStart <= start);
        Piece piece = _pieces[index];
        int pieceEnd = index + 1 < _pieces.Count ? _pieces[index + 1].TextStart : _text.Length;
        if (piece.Time is { } time)
        {
            // The space around a word takes no time.
            string text = Text;
            int first = NextWord(text, piece.TextStart);
            int last = pieceEnd;
            while (last > first && char.IsWhiteSpace(text[last - 1]))
            {
                last--;
            }

            double share = (middle - first) / Math.Max(1, last - first);
            return time.Start.TotalSeconds + (Math.Clamp(share, 0, 1) * (time.End - time.Start).TotalSeconds);
        }

        return Math.Max(middle / perSecond, piece.AudioWritten.TotalSeconds);
    }

    private readonly record struct Piece(int TextStart, TimeSpan AudioWritten, (TimeSpan Start, TimeSpan End)? Time);
}
