namespace RtcVoice.Latency.Scenarios;

/// <summary>An answer of the upstream's, and when the person's side got the first of it.</summary>
internal sealed record FirstDelta
{
    /// <summary>How much sound the first delta had, in ms; those behind it have as much.</summary>
    public required double DeltaMs { get; init; }

    /// <summary>From the moment before the first delta was written to the arrival of the first packet with speech, in ms.</summary>
    public required double ToPacketMs { get; init; }
}
