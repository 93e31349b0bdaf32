using RtcVoice.Conversation.Turns;
using RtcVoice.Endpointing.Data;

namespace RtcVoice.Endpointing.Evaluation;

/// <summary>Prints how often the last words of English sentences, cut behind every word, tell that more will come.</summary>
internal static class WordsReport
{
    /// <summary>Prints it.</summary>
    public static void Print(IEnumerable<Recording> recordings)
    {
        int ends = 0, wrongEnds = 0, prefixes = 0, open = 0, settled = 0;
        foreach (Recording recording in recordings.Where(r => r is { Corpus: "en_US_f_Allison", IsOneSentence: true, TrailsOff: false }))
        {
            string[] words = recording.Text.TrimEnd('.', '!', '?').Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 3)
            {
                continue;
            }

            ends++;
            wrongEnds += WordCues.LogOdds(string.Join(' ', words)) < 0 ? 1 : 0;
            for (int count = 1; count < words.Length; count++)
            {
                float odds = WordCues.LogOdds(string.Join(' ', words[..count]).TrimEnd(',', '.'));
                prefixes++;
                open += odds < 0 ? 1 : 0;
                settled += odds > 0 ? 1 : 0;
            }
        }

        Console.WriteLine(
            $"\nWords of English sentences without punctuation: {prefixes} places within, {100.0 * open / Math.Max(1, prefixes):F0} % told open, {100.0 * settled / Math.Max(1, prefixes):F0} % taken for an end; {ends} ends, {100.0 * wrongEnds / Math.Max(1, ends):F0} % told open");
    }
}
