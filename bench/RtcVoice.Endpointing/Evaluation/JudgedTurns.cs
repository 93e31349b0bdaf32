namespace RtcVoice.Endpointing.Evaluation;

/// <summary>Turns whose pauses have been judged, on which any rule of waiting can be tried.</summary>
/// <param name="Ends">What was judged at the ends.</param>
/// <param name="Pauses">What was judged at pauses within, and how long they are, in seconds.</param>
internal sealed record JudgedTurns(IReadOnlyList<float> Ends, IReadOnlyList<(float Ended, double Seconds)> Pauses)
{
    /// <summary>The detector counts silence by windows of so many seconds.</summary>
    private const double Window = 0.032;

    /// <summary>Less than a sample: a pause of as many windows as are waited for is cut into, however it is rounded.</summary>
    private const double Rounding = 1e-6;

    /// <summary>The area under the ROC curve.</summary>
    public double Area => Roc.Area(Ends.Select(p => (p, true)).Concat(Pauses.Select(p => (p.Ended, false))));

    /// <summary>Tries a rule.</summary>
    /// <param name="wait">Seconds to wait, by the probability of an end.</param>
    /// <returns>The share of pauses that are cut into, and the delay of answers in seconds.</returns>
    public (double CutIn, double Median, double Tail, double Mean) Try(Func<float, double> wait)
    {
        double[] delays = [.. Ends.Select(p => InWindows(wait(p))).Order()];
        return (CutIn(wait), delays[delays.Length / 2], delays[delays.Length * 9 / 10], delays.Average());
    }

    /// <summary>The share of pauses that a rule cuts into.</summary>
    /// <param name="wait">Seconds to wait, by the probability of an end.</param>
    public double CutIn(Func<float, double> wait) =>
        Pauses.Count == 0 ? 0 : (double)Pauses.Count(p => p.Seconds + Rounding >= InWindows(wait(p.Ended))) / Pauses.Count;

    private static double InWindows(double seconds) => Math.Ceiling((seconds / Window) - 1e-6) * Window;
}
