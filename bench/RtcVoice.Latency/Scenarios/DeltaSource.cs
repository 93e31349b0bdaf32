namespace RtcVoice.Latency.Scenarios;

/// <summary>How a model gives its sound.</summary>
/// <param name="Name">How figures call it.</param>
/// <param name="Delta">How much it gives at a time.</param>
/// <param name="Speed">How much faster than speech.</param>
internal sealed record DeltaSource(string Name, TimeSpan Delta, double Speed);
