using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Session;

namespace RtcVoice.Conversation.Agent;

/// <summary>Something that happened in a call and that its agent may want to act on.</summary>
public abstract record AgentEvent
{
    private protected AgentEvent()
    {
    }
}

/// <summary>The person began to speak.</summary>
/// <param name="ItemId">The item that the turn will be.</param>
public sealed record UserSpeechStarted(string ItemId) : AgentEvent
{
    /// <summary>Where in all the person's sound the turn begins, as <see cref="UserSound.Position"/> counts; a little before the voice.</summary>
    public TimeSpan Position { get; init; }
}

/// <summary>The person has finished a turn. Where an answer is wanted, <see cref="ResponseRequested"/> follows.</summary>
/// <param name="Turn">What was said.</param>
public sealed record UserTurnEnded(UserTurn Turn) : AgentEvent;

/// <summary>
/// The person seems to have finished: they have been silent for half of what ends a turn. Told to agents that work ahead
/// (<see cref="IVoiceAgent.WorksAhead"/>); <see cref="UserTurnContinued"/> or <see cref="UserTurnEnded"/> follows.
/// </summary>
/// <param name="Turn">
/// What was said so far. When the turn ends without another word, <see cref="UserTurn.Speech"/> is the same then, and the
/// sound has more silence at its end.
/// </param>
public sealed record UserTurnEndLikely(UserTurn Turn) : AgentEvent;

/// <summary>The person who seemed to have finished goes on.</summary>
/// <param name="ItemId">The item that the turn will be.</param>
public sealed record UserTurnContinued(string ItemId) : AgentEvent;

/// <summary>
/// The client has had all sound forgotten that is no turn yet (<c>input_audio_buffer.clear</c>): a turn that had begun is
/// none.
/// </summary>
public sealed record UserSoundCleared : AgentEvent;

/// <summary>An answer is wanted: by a turn that ended, or by the client.</summary>
/// <param name="Response">To be filled and completed by the agent.</param>
public sealed record ResponseRequested(AgentResponse Response) : AgentEvent;

/// <summary>A message was cut to what was heard of it.</summary>
/// <param name="ItemId">The message.</param>
/// <param name="Heard">How much of its sound was heard; zero when none was, and the message is no longer part of the conversation.</param>
/// <param name="Transcript">The words of it that were heard.</param>
/// <remarks>
/// It may come twice for a message: a client that silences itself at once says afterwards how much less was heard.
/// </remarks>
public sealed record MessageTruncated(string ItemId, TimeSpan Heard, string Transcript) : AgentEvent
{
    /// <summary>
    /// What to tell a model that cannot be made to forget what it has said: to be put into its context, where the person
    /// does not see it.
    /// </summary>
    public string ToCorrectiveNote() => Transcript.Length == 0
        ? "[You were interrupted before any of your last message was heard. Treat it as not said.]"
        : $"[You were interrupted. Of your last message the person heard only this: \"{Transcript.Trim()}\" Treat the rest as not said.]";
}

/// <summary>The last of a spoken message has been heard.</summary>
/// <param name="ItemId">The message.</param>
public sealed record MessageHeard(string ItemId) : AgentEvent;

/// <summary>The session is configured anew.</summary>
/// <param name="Session">As it is from now on.</param>
public sealed record SessionChanged(SessionConfig Session) : AgentEvent;

/// <summary>The client has added an item to the conversation.</summary>
/// <param name="Item">The item.</param>
/// <param name="PreviousItemId">The item before it, or null when it is the first.</param>
public sealed record ItemAdded(ConversationItem Item, string? PreviousItemId) : AgentEvent;

/// <summary>An item has left the conversation.</summary>
/// <param name="ItemId">The item.</param>
public sealed record ItemDeleted(string ItemId) : AgentEvent;
