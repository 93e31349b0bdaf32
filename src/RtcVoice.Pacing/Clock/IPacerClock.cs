using RtcVoice.Timing;

namespace RtcVoice.Pacing.Clock;

/// <summary>How the pacer knows and awaits the time: the seam where a test puts a virtual clock.</summary>
internal interface IPacerClock
{
    Instant Now { get; }

    /// <summary>Returns at <paramref name="deadline"/> or later, never before; at once when it has passed.</summary>
    void WaitUntil(Instant deadline);
}
