using RtcVoice.Conversation.Agent;

namespace RtcVoice.Agents.Gemini.Conversation;

/// <summary>An item of the call's conversation that a session of the upstream's has been told, or has said itself.</summary>
internal sealed record HeldItem
{
    /// <summary>The cut that the session knows of, or null.</summary>
    public MessageTruncated? Cut { get; init; }

    /// <summary>The cut that it knew of when the last answer had been made, or null.</summary>
    public MessageTruncated? SettledCut { get; init; }

    /// <summary>True once an answer has been made behind it: a handle that is offered then is of a session that has it.</summary>
    public bool IsSettled { get; init; }
}
