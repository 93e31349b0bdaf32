namespace RtcVoice.Latency.Scenarios;

/// <summary>An answer of the upstream's, and when the person's side got the first of it.</summary>
internal sealed record FirstDelta
{
    /// <summary>How the model gives its sound: see <see cref="DeltaSource"/>.</summary>
    public required string Source { get; init; }

    /// <summary>From the moment before the first delta was written to the arrival of the first packet with speech, in ms.</summary>
    public required double ToPacketMs { get; init; }
}
