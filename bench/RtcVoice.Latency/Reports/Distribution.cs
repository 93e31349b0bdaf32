using System.Globalization;

namespace RtcVoice.Latency.Reports;

/// <summary>Some figures, summed up.</summary>
internal sealed record Distribution
{
    /// <summary>Sums up these figures, in their order or any other.</summary>
    public Distribution(IReadOnlyList<double> values) => Values = [.. values.Select(v => Math.Round(v, 2)).Order()];

    /// <summary>The figures, the smallest first.</summary>
    public IReadOnlyList<double> Values { get; }

    /// <summary>How many there are.</summary>
    public int Count => Values.Count;

    /// <summary>Half of them are no greater.</summary>
    public double P50 => At(0.5);

    /// <summary>95 in 100 are no greater.</summary>
    public double P95 => At(0.95);

    /// <summary>The greatest.</summary>
    public double Max => At(1);

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{P50,9:F1}{P95,9:F1}{Max,9:F1}{Count,6}");

    // The nearest rank: with few figures the tail is the worst of them, not something between two.
    private double At(double quantile) => Count == 0 ? double.NaN : Values[Math.Max(0, (int)Math.Ceiling(quantile * Count) - 1)];
}
