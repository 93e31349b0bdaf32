using RtcVoice.Conversation.Agent;

namespace RtcVoice.Conversation.Turns;

/// <summary>The person began to speak, or has finished a turn.</summary>
/// <param name="Turn">What was said, or null at the start.</param>
internal readonly record struct SpeechInEvent(UserTurn? Turn)
{
    /// <summary>True when the person began to speak.</summary>
    public bool IsStart => Turn is null;
}
