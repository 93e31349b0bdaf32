using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Turns;

namespace RtcVoice.Endpointing.Evaluation;

/// <summary>Prints false cut-ins against the delay of answers: silences of a set length, the product's rules, and the whole family of such rules.</summary>
internal static class WaitCurve
{
    /// <summary>The detector counts silence by windows of so many seconds.</summary>
    private const double Window = 0.032;

    private static readonly double[] Silences = [0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0];

    /// <summary>Prints it.</summary>
    public static void Print(string name, JudgedTurns turns)
    {
        Console.WriteLine($"\n{name}: {turns.Ends.Count} ends, {turns.Pauses.Count} pauses");
        Console.WriteLine("  rule                        cut in    delay p50    p90   mean (ms)");
        foreach (double silence in Silences)
        {
            (double cut, double median, double tail, double mean) = turns.Try(_ => silence);
            Console.WriteLine($"  silence of {1000 * silence,4:F0} ms         {100 * cut,6:F1} %   {1000 * median,6:F0}   {1000 * tail,6:F0}   {1000 * mean,6:F0}   {Match(turns, cut, mean)}");
        }

        foreach (Eagerness eagerness in new[] { Eagerness.High, Eagerness.Medium, Eagerness.Low })
        {
            var patience = TurnPatience.Of(eagerness);
            (double cut, double median, double tail, double mean) = turns.Try(p => patience.WaitFor(p).TotalSeconds);
            Console.WriteLine($"  semantic_vad, {eagerness,-8}      {100 * cut,6:F1} %   {1000 * median,6:F0}   {1000 * tail,6:F0}   {1000 * mean,6:F0}");
        }
    }

    // The step that answers soonest at the median without cutting in more often or waiting longer on the average.
    private static string Match(JudgedTurns turns, double cut, double mean)
    {
        (double Median, double Mean, double Tail, double First, double Second) best = (double.MaxValue, 0, 0, 0, 0);
        float[] ends = [.. turns.Ends.Order()];
        for (double first = 4 * Window; first < mean; first += Window)
        {
            for (double second = mean; second < 2 * mean; second += 2 * Window)
            {
                for (double share = 0.3; share <= 0.8; share += 0.05)
                {
                    float finished = ends[(int)(share * (ends.Length - 1))];
                    (double cuts, double median, double tail, double average) = turns.Try(p => p >= finished ? first : second);
                    if (cuts <= cut && average <= mean && (median, average).CompareTo((best.Median, best.Mean)) < 0)
                    {
                        best = (median, average, tail, first, second);
                    }
                }
            }
        }

        return best.Median == double.MaxValue ? "" : $"as few with {1000 * best.First:F0} or {1000 * best.Second:F0} ms: p50 {1000 * best.Median:F0}, p90 {1000 * best.Tail:F0}, mean {1000 * best.Mean:F0}";
    }
}
