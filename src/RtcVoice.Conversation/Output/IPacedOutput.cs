using RtcVoice.Conversation.Playout;
using RtcVoice.Timing;

namespace RtcVoice.Conversation.Output;

/// <summary>
/// An output that decides when each sample leaves, and so knows what was heard to the sample; it can stop and go on without losing
/// anything. Elsewhere the client plays at its own pace.
/// </summary>
internal interface IPacedOutput : IVoiceOutput
{
    /// <summary>Stops as a cut does, but drops nothing. A second pause does nothing.</summary>
    OutputCut Pause(Instant now);

    /// <summary>Goes on, from a little before where the pause fell. Does nothing when there is none.</summary>
    /// <param name="from">Where in the paused speech to go on.</param>
    /// <param name="now">The time.</param>
    void Resume(TimeSpan from, Instant now);

    /// <summary>How much of a speech had been heard when the client stopped playing.</summary>
    /// <param name="speech">The speech.</param>
    /// <param name="mediaTime">Where the client stopped, in samples at 48 kHz on the call's media clock.</param>
    TimeSpan PositionAt(long speech, long mediaTime);

    /// <summary>How long after its departure a sample is heard, as far as that is known.</summary>
    PlayoutEstimate PlayoutAt(Instant now);
}
