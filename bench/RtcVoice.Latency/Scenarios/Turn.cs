namespace RtcVoice.Latency.Scenarios;

/// <summary>Something that a person said, and the answer. Times in ms; null where it could not be told.</summary>
internal sealed record Turn
{
    /// <summary>Which call.</summary>
    public required int Call { get; init; }

    /// <summary>What the person said.</summary>
    public required string Clip { get; init; }

    /// <summary>From the last sample of the person's speech to the first of the answer.</summary>
    public required double VoiceToVoice { get; init; }

    /// <summary>The silence that the server is set to wait for before a turn is over.</summary>
    public required double? DetectorSilence { get; init; }

    /// <summary>From the last sample of the person's speech to the page's learning that the turn is over.</summary>
    public required double? EndToTold { get; init; }

    /// <summary>From there to the first sample of the answer.</summary>
    public double? ToldToVoice => VoiceToVoice - EndToTold;

    /// <summary>From the last sample of the person's speech to the model's being asked.</summary>
    public required double? EndToAsked { get; init; }

    /// <summary>From there to the model's first sound.</summary>
    public required double? AskedToDelta { get; init; }

    /// <summary>From the model's first sound to the first packet with speech.</summary>
    public required double? DeltaToPacket { get; init; }

    /// <summary>From that packet to the first sample of the answer.</summary>
    public required double? PacketToVoice { get; init; }

    /// <summary>From the first sample of the person's speech to the last of the answer that it cut; null where the agent was silent.</summary>
    public required double? OnsetToSilence { get; init; }
}
