using RtcVoice.Timing;

namespace RtcVoice.Conversation.Output;

/// <summary>An output that can stop and go on without losing anything, and that knows how far it has come.</summary>
internal interface IPausableOutput : IVoiceOutput
{
    /// <summary>Stops as a cut does, but drops nothing. A second pause does nothing.</summary>
    OutputCut Pause(Instant now);

    /// <summary>How much of a speech has left for the person's ear.</summary>
    /// <param name="speech">The speech.</param>
    /// <returns>The position; null when the speech is over.</returns>
    TimeSpan? DepartedOf(long speech);

    /// <summary>Goes on, from a little before where the pause fell. Does nothing when there is none.</summary>
    /// <param name="from">Where in the paused speech to go on.</param>
    /// <param name="now">The time.</param>
    void Resume(TimeSpan from, Instant now);
}
