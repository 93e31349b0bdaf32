using System.Text;

namespace RtcVoice.Agents.Flite;

/// <summary>
/// Text as flite can say it: ASCII words with one space between, and for each where it stood in the original. flite
/// takes bytes beyond ASCII apart one by one, and marks of Markdown it would read out.
/// </summary>
internal sealed class FliteText
{
    /// <summary>Longer words are split: flite's rules for digits and letters are made for words, and slow on more.</summary>
    private const int MaxPieceCharacters = 40;

    // Latin-1 and Latin Extended-A without their accents; '.' where none is near.
    private const string LatinOne = "AAAAAAACEEEEIIIIDNOOOOO.OUUUUYTsaaaaaaaceeeeiiiidnooooo.ouuuuyty";
    private const string LatinExtended =
        "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlLlLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";

    private readonly StringBuilder _text = new();

    private FliteText()
    {
    }

    /// <summary>Where each piece stood: start and length in the original.</summary>
    public List<(int Start, int Length)> Pieces { get; } = [];

    /// <summary>What to give to flite; empty when there is nothing to say.</summary>
    public string Text => _text.ToString();

    /// <summary>Prepares <paramref name="original"/>.</summary>
    public static FliteText From(ReadOnlySpan<char> original)
    {
        var prepared = new FliteText();
        int at = 0;
        while (at < original.Length)
        {
            if (char.IsWhiteSpace(original[at]))
            {
                at++;
                continue;
            }

            int end = at;
            while (end < original.Length && !char.IsWhiteSpace(original[end]))
            {
                end++;
            }

            prepared.Add(original[at..end], at);
            at = end;
        }

        return prepared;
    }

    private void Add(ReadOnlySpan<char> word, int start)
    {
        var ascii = new StringBuilder();
        foreach (char c in word)
        {
            Append(ascii, c);
        }

        bool spoken = false;
        foreach (string piece in ascii.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!piece.Any(char.IsAsciiLetterOrDigit))
            {
                continue;
            }

            spoken = true;
            for (int i = 0; i < piece.Length; i += MaxPieceCharacters)
            {
                string part = piece.Substring(i, Math.Min(MaxPieceCharacters, piece.Length - i));
                if (!part.Any(char.IsAsciiLetterOrDigit))
                {
                    continue;
                }

                _text.Append(_text.Length > 0 ? " " : "").Append(part);
                Pieces.Add((start, word.Length));
            }
        }

        // A dash between words is a pause.
        if (!spoken && word.ContainsAny("-\u2013\u2014") && _text.Length > 0 && char.IsAsciiLetterOrDigit(_text[^1]))
        {
            _text.Append(',');
        }
    }

    private static void Append(StringBuilder ascii, char c)
    {
        switch (c)
        {
            case '\u2018' or '\u2019' or '\u02BC':
                ascii.Append('\'');
                break;
            case '\u201C' or '\u201D' or '\u00AB' or '\u00BB':
                ascii.Append('"');
                break;
            case '\u2010' or '\u2011' or '\u2013':
                ascii.Append('-');
                break;
            case '\u2014':
                ascii.Append(", ");
                break;
            case '\u2026':
                ascii.Append("...");
                break;
            case '&':
                ascii.Append(" and ");
                break;
            case '+':
                ascii.Append(" plus ");
                break;
            case '=':
                ascii.Append(" equals ");
                break;
            case '@':
                ascii.Append(" at ");
                break;
            case '\u00B0':
                ascii.Append(" degrees ");
                break;
            case '\u20AC':
                ascii.Append(" euros ");
                break;
            case '\u00A3':
                ascii.Append(" pounds ");
                break;
            case '\u00DF':
                ascii.Append("ss");
                break;
            case '*' or '`' or '#' or '_' or '<' or '>' or '|' or '\\' or '~' or '^' or '{' or '}' or '[' or ']':
                ascii.Append(' ');
                break;
            case > ' ' and < '\u007F':
                ascii.Append(c);
                break;
            case >= '\u00C0' and <= '\u00FF':
                ascii.Append(LatinOne[c - '\u00C0']);
                break;
            case >= '\u0100' and <= '\u017F':
                ascii.Append(LatinExtended[c - '\u0100']);
                break;
            default:
                // Other scripts, emoji and controls cannot be said by this voice.
                ascii.Append(' ');
                break;
        }
    }
}
