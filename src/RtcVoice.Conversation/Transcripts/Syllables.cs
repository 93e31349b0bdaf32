namespace RtcVoice.Conversation.Transcripts;

/// <summary>How long words take to say, in syllables: by groups of vowels, as an English speller would count them; digits and symbols are spelled out.</summary>
internal static class Syllables
{
    /// <summary>"Seven" has two; most digits one.</summary>
    private const double PerDigit = 1.2;

    /// <summary>A letter of a script that has no vowels of ours stands for about a syllable.</summary>
    private const double PerOtherLetter = 0.8;

    /// <summary>Counts those of a word; at least half of one, as every word takes time.</summary>
    public static double Of(ReadOnlySpan<char> word)
    {
        double count = 0;
        bool wasVowel = false;
        foreach (char c in word)
        {
            bool isVowel = IsVowel(c);
            if (char.IsAsciiDigit(c))
            {
                count += PerDigit;
            }
            else if (isVowel)
            {
                count += wasVowel ? 0 : 1;
            }
            else if (char.IsLetter(c) && c > 'ɏ')
            {
                count += PerOtherLetter;
            }

            wasVowel = isVowel;
        }

        bool hasSilentE = count > 1 && EndsOnSilentE(word);
        return Math.Max(0.5, hasSilentE ? count - 1 : count);
    }

    private static bool EndsOnSilentE(ReadOnlySpan<char> word)
    {
        ReadOnlySpan<char> letters = word.TrimEnd(".,;:!?\"')");
        return letters.Length > 2 && letters[^1] is 'e' or 'E' && !IsVowel(letters[^2]) && letters[^2] is not ('l' or 'L');
    }

    private static bool IsVowel(char c) => "aeiouyäöüáéíóúàèìòùâêîôûæøåAEIOUYÄÖÜÁÉÍÓÚÀÈÌÒÙÂÊÎÔÛÆØÅ".Contains(c);
}
