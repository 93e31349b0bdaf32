namespace RtcVoice.Conversation.Agent;

/// <summary>Something that happened in a call and that its agent may want to act on.</summary>
public abstract record AgentEvent
{
    private protected AgentEvent()
    {
    }
}

/// <summary>The person began to speak.</summary>
public sealed record UserSpeechStarted : AgentEvent;

/// <summary>The person has finished a turn.</summary>
/// <param name="Turn">What was said.</param>
public sealed record UserTurnEnded(UserTurn Turn) : AgentEvent;

/// <summary>The person cut in: the speech has stopped and nothing more of it will be heard.</summary>
/// <param name="Speech">The speech that was cut.</param>
/// <param name="Sent">How much of it has left for the browser.</param>
public sealed record SpeechInterrupted(AgentSpeech Speech, TimeSpan Sent) : AgentEvent;

/// <summary>The last of a speech has left for the browser.</summary>
/// <param name="Speech">The speech that is over.</param>
public sealed record SpeechFinished(AgentSpeech Speech) : AgentEvent;
