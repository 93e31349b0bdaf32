namespace RtcVoice.Load.Measures;

/// <summary>Some figures, summed up; quantiles by the nearest rank.</summary>
internal sealed record Distribution
{
    /// <summary>Shares at which the curve of the distribution is told, by how much is left above.</summary>
    private static readonly double[] Tails = [.. Enumerable.Range(0, 101).Select(i => Math.Pow(10, -i / 20.0))];

    /// <summary>How many there are.</summary>
    public required int Count { get; init; }

    /// <summary>Half of them are no greater.</summary>
    public required double P50 { get; init; }

    /// <summary>99 in 100 are no greater.</summary>
    public required double P99 { get; init; }

    /// <summary>999 in 1,000 are no greater.</summary>
    public required double P999 { get; init; }

    /// <summary>The greatest.</summary>
    public required double Max { get; init; }

    /// <summary>Quantiles at 1 - 10^(-i/20).</summary>
    public required IReadOnlyList<double> Curve { get; init; }

    /// <summary>Sums up figures, whose order is lost.</summary>
    public static Distribution Of(Span<float> values)
    {
        values.Sort();
        ReadOnlySpan<float> sorted = values;
        double[] curve = new double[Tails.Length];
        for (int i = 0; i < curve.Length; i++)
        {
            curve[i] = At(sorted, 1 - Tails[i]);
        }

        return new Distribution
        {
            Count = sorted.Length,
            P50 = At(sorted, 0.5),
            P99 = At(sorted, 0.99),
            P999 = At(sorted, 0.999),
            Max = sorted.Length == 0 ? double.NaN : sorted[^1],
            Curve = curve,
        };
    }

    private static double At(ReadOnlySpan<float> sorted, double quantile) =>
        sorted.Length == 0 ? double.NaN : Math.Round(sorted[Math.Max(0, (int)Math.Ceiling(quantile * sorted.Length) - 1)], 1);
}
