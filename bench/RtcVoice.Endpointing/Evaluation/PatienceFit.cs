using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Turns;

namespace RtcVoice.Endpointing.Evaluation;

/// <summary>
/// Finds the rules of waiting for <see cref="TurnPatience"/>, on turns that are not held out: the rule that answers soonest
/// at the median among those that cut into no more real pauses than a set silence does and wait no longer on the average.
/// </summary>
internal static class PatienceFit
{
    /// <summary>The detector counts silence by windows of so many seconds.</summary>
    private const double Window = 0.032;

    private static readonly (Eagerness Eagerness, double Silence, double MeanOf)[] Goals =
    [
        (Eagerness.High, 0.4, 0.4), (Eagerness.Medium, 0.5, 0.5), (Eagerness.Low, 0.8, 1),
    ];

    /// <summary>Prints the rules.</summary>
    public static void Print(string name, JudgedTurns turns)
    {
        Console.WriteLine($"\nRules fitted by cross-validation on what is learnt from, {name}: {turns.Ends.Count} ends, {turns.Pauses.Count} real pauses");
        foreach ((Eagerness eagerness, double silence, double meanOf) in Goals)
        {
            double cut = turns.Try(_ => silence).CutIn;
            double mean = turns.Try(_ => meanOf).Mean;
            TimeSpan longest = TurnPatience.Of(eagerness).Longest;
            (TurnPatience? Rule, double Cut, double Median, double Tail, double Mean) best = (null, 0, double.MaxValue, 0, double.MaxValue);
            foreach (TurnPatience rule in Candidates(longest, silence))
            {
                (double cuts, double median, double tail, double average) = turns.Try(p => rule.WaitFor(p).TotalSeconds);
                if (cuts <= cut && average <= mean && (median, average).CompareTo((best.Median, best.Mean)) < 0)
                {
                    best = (rule, cuts, median, tail, average);
                }
            }

            Console.WriteLine(best.Rule is { } found
                ? $"  {eagerness,-8} from {found.Finished:F2} {found.Shortest.TotalMilliseconds:F0} ms, else {found.Doubtful.TotalMilliseconds:F0} and longer: cuts in {100 * best.Cut:F1} % (silence of {1000 * silence:F0} ms {100 * cut:F1} %), p50 {1000 * best.Median:F0}, p90 {1000 * best.Tail:F0}, mean {1000 * best.Mean:F0} ms"
                : $"  {eagerness,-8} none answers as soon on the average as a silence of {1000 * meanOf:F0} ms without cutting in more often");
        }
    }

    private static IEnumerable<TurnPatience> Candidates(TimeSpan longest, double silence) =>
        from shortest in Enumerable.Range(4, 20).Select(w => w * Window).Where(s => s < silence)
        from doubtful in Enumerable.Range(0, 9).Select(i => Math.Ceiling(silence * (1 + (i / 8.0)) / Window) * Window)
        from finished in Enumerable.Range(10, 36).Select(i => i / 50f)
        select new TurnPatience(finished, TimeSpan.FromSeconds(shortest), TimeSpan.FromSeconds(doubtful), longest);
}
