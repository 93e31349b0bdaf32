namespace RtcVoice.Rtc.Tests.Sctp;

/// <summary>What a simulated path does to packets.</summary>
internal sealed record NetworkConditions
{
    public double Loss { get; init; }

    public double Duplication { get; init; }

    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Each packet is late by up to this much more, which reorders.</summary>
    public TimeSpan Jitter { get; init; }

    public int Seed { get; init; } = 1;

    public static NetworkConditions Clean => new();

    public static NetworkConditions Lossy(double loss, int seed) =>
        new() { Loss = loss, Duplication = 0.02, Jitter = TimeSpan.FromMilliseconds(15), Seed = seed };
}
