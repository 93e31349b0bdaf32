namespace RtcVoice.Conversation.Agent;

/// <summary>A call as its agent sees it.</summary>
public interface IAgentCall
{
    /// <summary>The call's identifier, as signalling names it: <c>rtc_...</c>.</summary>
    string Id { get; }

    /// <summary>
    /// What happens in the call, in order, until hang-up. To be read by one reader; events that nobody reads are kept,
    /// up to a bound, and then the oldest go.
    /// </summary>
    IAsyncEnumerable<AgentEvent> ReadEventsAsync(CancellationToken cancellation);

    /// <summary>
    /// Begins something to say. Speeches are heard one after another, in the order in which they were begun; one that
    /// the person interrupts is cancelled together with all that wait behind it.
    /// </summary>
    AgentSpeech Speak();
}
