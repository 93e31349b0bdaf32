using RtcVoice.Timing;

namespace RtcVoice.Conversation.Output;

/// <summary>An output that can stop and go on without losing anything.</summary>
internal interface IPausableOutput : IVoiceOutput
{
    /// <summary>Stops as a cut does, but drops nothing. A second pause does nothing.</summary>
    OutputCut Pause(Instant now);

    /// <summary>Goes on, from a little before where the pause fell. Does nothing when there is none.</summary>
    /// <param name="from">Where in the paused speech to go on.</param>
    /// <param name="now">The time.</param>
    void Resume(TimeSpan from, Instant now);
}
