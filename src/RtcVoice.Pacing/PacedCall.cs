using RtcVoice.Timing;

namespace RtcVoice.Pacing;

/// <summary>One call on the pacer's wheel: its phase, its media clock and, when it is over, why.</summary>
public sealed class PacedCall
{
    internal PacedCall()
    {
    }

    /// <summary>
    /// The deadline of media time 0, or <see cref="Instant.Never"/> until the pacer has taken the call up (within
    /// 30 ms of <see cref="PacingEngine.Add"/>). May be read by any thread.
    /// </summary>
    public Instant MediaOrigin { get; } = Instant.Never;

    /// <summary>
    /// Completes when the pacer no longer touches the sink: with null after <see cref="PacingEngine.RemoveAsync"/> or
    /// the end of the engine, with the exception when the sink threw and the call was taken off the wheel for it.
    /// </summary>
    public Task<Exception?> Completion { get; } = Task.FromResult<Exception?>(null);
}
