using System.Globalization;

namespace RtcVoice.Latency.Reports;

/// <summary>Some figures, summed up.</summary>
internal sealed record Distribution
{
    /// <summary>Sums up these figures, in their order or any other.</summary>
    public Distribution(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        Count = sorted.Length;
        (P50, P95, Max) = Count == 0 ? (double.NaN, double.NaN, double.NaN) : (At(0.5), At(0.95), sorted[^1]);

        // The nearest rank: with few figures the tail is the worst of them, not something between two.
        double At(double quantile) => sorted[Math.Max(0, (int)Math.Ceiling(quantile * sorted.Length) - 1)];
    }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>Half of them are no greater.</summary>
    public double P50 { get; }

    /// <summary>95 in 100 are no greater.</summary>
    public double P95 { get; }

    /// <summary>The greatest.</summary>
    public double Max { get; }

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{P50,9:F1}{P95,9:F1}{Max,9:F1}{Count,6}");
}
