using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Turns;

namespace RtcVoice.Endpointing.Evaluation;

/// <summary>
/// Finds the rules of waiting for <see cref="TurnPatience"/>, on turns that are not held out: the rule that cuts into the
/// fewest real pauses among those that answer half of the prompts soon enough, wait no longer on the average than a set
/// silence, bear with hesitations, and cut into no more real pauses than the silence does, in both sets taken together.
/// </summary>
internal static class PatienceFit
{
    /// <summary>The detector counts silence by windows of so many seconds.</summary>
    private const double Window = 0.032;

    // The silence it is measured against, that of the mean, the median, and the share of hesitations that may be cut into.
    private static readonly (Eagerness Eagerness, double Silence, double MeanOf, double Median, double Hesitations)[] Goals =
    [
        (Eagerness.High, 0.4, 0.4, 0.208, 0.27), (Eagerness.Medium, 0.5, 0.5, 0.256, 0.18), (Eagerness.Low, 0.8, 1, 0.576, 0.08),
    ];

    /// <summary>Prints the rules.</summary>
    public static void Print(CrossJudged prompts, CrossJudged adventures)
    {
        Console.WriteLine($"\nRules fitted by cross-validation on what is learnt from: {prompts.Real.Ends.Count} ends, {prompts.Real.Pauses.Count} and {adventures.Real.Pauses.Count} real pauses");
        foreach ((Eagerness eagerness, double silence, double meanOf, double median, double hesitations) in Goals)
        {
            double most = prompts.Real.Try(_ => silence).CutIn;
            double mostOther = adventures.Real.Try(_ => silence).CutIn;
            double mean = prompts.Real.Try(_ => meanOf).Mean;
            (TurnPatience? Rule, double Cuts, string Text) best = (null, double.MaxValue, "");
            foreach (TurnPatience rule in Candidates(TurnPatience.Of(eagerness).Longest, silence, median))
            {
                double Wait(float ended) => rule.WaitFor(ended).TotalSeconds;
                (double cut, double middle, double tail, double average) = prompts.Real.Try(Wait);
                if (middle > median || average > mean)
                {
                    continue;
                }

                double other = adventures.Real.CutIn(Wait);
                double broken = prompts.Hesitations.CutIn(Wait);
                if (cut + other <= most + mostOther && broken <= hesitations && cut + other < best.Cuts)
                {
                    best = (rule, cut + other, $"cuts into {100 * cut:F1} and {100 * other:F1} %, hesitations {100 * broken:F1} %, p50 {1000 * middle:F0}, p90 {1000 * tail:F0}, mean {1000 * average:F0} ms");
                }
            }

            string against = $"silence of {1000 * silence:F0} ms: {100 * most:F1} and {100 * mostOther:F1} %";
            Console.WriteLine(best.Rule is { } found
                ? $"  {eagerness,-8} from {found.Finished:F2} {found.Shortest.TotalMilliseconds:F0} ms, else {found.Doubtful.TotalMilliseconds:F0} and longer: {best.Text} ({against})"
                : $"  {eagerness,-8} none ({against})");
        }
    }

    private static IEnumerable<TurnPatience> Candidates(TimeSpan longest, double silence, double median) =>
        from shortest in Enumerable.Range(4, 20).Select(w => w * Window).Where(s => s <= median)
        from doubtful in Enumerable.Range(0, 9).Select(i => Math.Ceiling(silence * (1 + (i / 8.0)) / Window) * Window)
        from finished in Enumerable.Range(20, 26).Select(i => i / 50f)
        select new TurnPatience(finished, TimeSpan.FromSeconds(shortest), TimeSpan.FromSeconds(doubtful), longest);
}
