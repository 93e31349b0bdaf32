namespace RtcVoice.Conversation.Agent;

/// <summary>Why an agent did not finish what it had to say.</summary>
public enum IncompleteReason
{
    /// <summary>It had used up the tokens it was given.</summary>
    MaxOutputTokens,

    /// <summary>What it was about to say is not to be said.</summary>
    ContentFilter,
}
