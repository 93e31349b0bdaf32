namespace RtcVoice.Pacing;

/// <summary>A distribution of durations. Quantiles are upper bounds, at most 3.2 % above the true ones.</summary>
/// <param name="Count">How many were measured.</param>
/// <param name="P50">Half of them were no longer than this.</param>
/// <param name="P99">All but one in a hundred.</param>
/// <param name="P999">All but one in a thousand.</param>
/// <param name="Max">The longest, exactly.</param>
public readonly record struct DurationSummary(long Count, TimeSpan P50, TimeSpan P99, TimeSpan P999, TimeSpan Max);
