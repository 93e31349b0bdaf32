using RtcVoice.Load.Measures;

namespace RtcVoice.Load.Runs;

/// <summary>What a run came to.</summary>
internal sealed record RunResult
{
    /// <summary>Calls that came about.</summary>
    public required int Calls { get; init; }

    /// <summary>Calls that were refused with 503.</summary>
    public required int Refused { get; init; }

    /// <summary>What Retry-After told those.</summary>
    public required double RetryAfterSeconds { get; init; }

    /// <summary>Calls that failed otherwise.</summary>
    public required int Failed { get; init; }

    /// <summary>How.</summary>
    public required IReadOnlyList<string> Failures { get; init; }

    /// <summary>Calls that were over before the end.</summary>
    public required int DroppedCalls { get; init; }

    /// <summary>Calls that came about per second while they were set up.</summary>
    public required double SetUpsPerSecond { get; init; }

    /// <summary>From the offer to media.</summary>
    public required Distribution ConnectMilliseconds { get; init; }

    /// <summary>Measured time.</summary>
    public required double Seconds { get; init; }

    /// <summary>Packets that came.</summary>
    public required long Packets { get; init; }

    /// <summary>Packets that did not.</summary>
    public required long Lost { get; init; }

    /// <summary>Packets that the clients' own socket had no room for.</summary>
    public required long ClientOverflows { get; init; }

    /// <summary>When they came.</summary>
    public required Punctuality Punctuality { get; init; }

    /// <summary>What the machine itself was like.</summary>
    public required StallReport? Stalls { get; init; }

    /// <summary>How late packets are here that are sent by C and nothing else.</summary>
    public PacerFloor? Floor { get; init; }

    /// <summary>What the pacer's thread was granted.</summary>
    public required string? Scheduling { get; init; }

    /// <summary>Times that a worker was too late to fill a call's ring.</summary>
    public required long? Starvations { get; init; }

    /// <summary>Slots of a call in which nothing was sent.</summary>
    public required long? SkippedSlots { get; init; }

    /// <summary>Share of its time that the busiest call worker worked at the end.</summary>
    public double? WorkerBusy { get; init; }

    /// <summary>The effort that speech was coded with at the end.</summary>
    public int? Complexity { get; init; }

    /// <summary>Processor time of the server.</summary>
    public required ProcessorCost? Processor { get; init; }

    /// <summary>Cores that this end took.</summary>
    public required double ClientCores { get; init; }

    /// <summary>Memory of the server.</summary>
    public required MemoryCost? Memory { get; init; }

    /// <summary>What the server's process allocated, MB a second.</summary>
    public required double? GarbageMegabytesPerSecond { get; init; }

    /// <summary>How long its collections stopped it, in all.</summary>
    public required double? PauseMilliseconds { get; init; }

    /// <summary>How many there were.</summary>
    public required int? Collections { get; init; }

    /// <summary>Pauses of the server while its calls were set up.</summary>
    public PauseTimes? SetUpPauses { get; init; }

    /// <summary>Those from then on, the time before the measured one included: objects of the calls grow old.</summary>
    public PauseTimes? LaterPauses { get; init; }
}
