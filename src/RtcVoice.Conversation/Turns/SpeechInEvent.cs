namespace RtcVoice.Conversation.Turns;

/// <summary>The person began to speak, or has finished a turn.</summary>
/// <param name="Position">Where in all the sound so far the turn begins, its prefix included, or where it ends.</param>
/// <param name="Sound">What was said, or null at the start.</param>
internal readonly record struct SpeechInEvent(TimeSpan Position, TurnSound? Sound)
{
    /// <summary>True when the person began to speak.</summary>
    public bool IsStart => Sound is null;
}
