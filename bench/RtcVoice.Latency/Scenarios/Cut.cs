using RtcVoice.Latency.Sounds;

namespace RtcVoice.Latency.Scenarios;

/// <summary>One cut, measured. Times in ms; null where it could not be told.</summary>
internal sealed record Cut
{
    /// <summary>Which call.</summary>
    public required int Call { get; init; }

    /// <summary>What the person said; null where the client cuts.</summary>
    public required string? Clip { get; init; }

    /// <summary>What the server says was heard of the answer.</summary>
    public required int AudioEnd { get; init; }

    /// <summary>What was rendered of it.</summary>
    public required double? Rendered { get; init; }

    /// <summary>The server's word less the truth: negative when more was heard than it thinks.</summary>
    public double? Error => AudioEnd - Rendered;

    /// <summary>From the first sample of the person's speech to the last of the agent's; where the client cuts, from its word.</summary>
    public required double OnsetToSilence { get; init; }

    /// <summary>From there to the server's decision that led to the silence.</summary>
    public required double? OnsetToDecision { get; init; }

    /// <summary>From the decision to the last packet with speech that left.</summary>
    public required double? DecisionToLastPacket { get; init; }

    /// <summary>From that packet to the last audible sample: the network, the jitter buffer and the page.</summary>
    public required double? LastPacketToSilence { get; init; }

    /// <summary>From the decision to the last audible sample.</summary>
    public double? DecisionToSilence => DecisionToLastPacket + LastPacketToSilence;

    /// <summary>How often the agent had fallen silent and gone on before.</summary>
    public required int FalseResumptions { get; init; }

    /// <summary>How far the jitter buffer was ahead of the recording: what a page that reports cannot know of its own audio context.</summary>
    public required double? Lead { get; init; }

    /// <summary>What the page had told the server that its sound device takes; null where it tells nothing.</summary>
    public required double? OutputDelay { get; init; }

    /// <summary>The server's word less what the page could report: its jitter buffer, less what it takes its device to hold.</summary>
    public double? ErrorAsReported => Error - Lead + OutputDelay;

    /// <summary>How the sound ended.</summary>
    public required Ending Ending { get; init; }
}
