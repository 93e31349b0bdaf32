using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Turns;

namespace RtcVoice.Endpointing.Evaluation;

/// <summary>Prints false cut-ins against the delay of answers: silences of a set length, the product's rules, and the whole family of such rules.</summary>
internal static class WaitCurve
{
    private static readonly double[] Silences = [0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0];

    /// <summary>Prints it.</summary>
    public static void Print(string name, JudgedTurns turns)
    {
        Console.WriteLine($"\n{name}: {turns.Ends.Count} ends, {turns.Pauses.Count} pauses");
        Console.WriteLine("  rule                        cut in    delay p50    p90   mean (ms)");
        foreach (double silence in Silences)
        {
            (double cut, double median, double tail, double mean) = turns.Try(_ => silence);
            Console.WriteLine($"  silence of {1000 * silence,4:F0} ms         {100 * cut,6:F1} %   {1000 * median,6:F0}   {1000 * tail,6:F0}   {1000 * mean,6:F0}   {Match(turns, cut)}");
        }

        foreach (Eagerness eagerness in new[] { Eagerness.High, Eagerness.Medium, Eagerness.Low })
        {
            var patience = TurnPatience.Of(eagerness);
            (double cut, double median, double tail, double mean) = turns.Try(p => patience.WaitFor(p).TotalSeconds);
            Console.WriteLine($"  semantic_vad, {eagerness,-8}      {100 * cut,6:F1} %   {1000 * median,6:F0}   {1000 * tail,6:F0}   {1000 * mean,6:F0}");
        }
    }

    // The rule of the family that answers soonest without cutting in more often.
    private static string Match(JudgedTurns turns, double cut)
    {
        (double Median, double Tail, double Mean, double Longest, double Shortest) best = (double.MaxValue, 0, 0, 0, 0);
        foreach (double shortest in new[] { 0.128, 0.16, 0.192, 0.224, 0.256, 0.32, 0.4 })
        {
            for (double longest = shortest; longest < 10; longest *= 1.1)
            {
                (double cuts, double median, double tail, double mean) = turns.Try(p => shortest * Math.Pow(longest / shortest, 1 - p));
                if (cuts <= cut && mean < best.Mean + (best.Median == double.MaxValue ? 1e9 : 0))
                {
                    best = (median, tail, mean, longest, shortest);
                }
            }
        }

        return best.Median == double.MaxValue ? "" : $"as few with {1000 * best.Shortest:F0} to {1000 * best.Longest:F0} ms: p50 {1000 * best.Median:F0}, p90 {1000 * best.Tail:F0}, mean {1000 * best.Mean:F0}";
    }
}
