using RtcVoice.Timing;

namespace RtcVoice.Conversation.Calls;

/// <summary>A call as its worker sees it.</summary>
internal interface ITickedCall
{
    /// <summary>The call's identifier, for logs.</summary>
    string Id { get; }

    /// <summary>Does what is due; the worker's thread, every 10 ms.</summary>
    /// <returns>False when the call is over and wants no more ticks.</returns>
    bool Tick(Instant now);

    /// <summary>Says that the worker ticks no more because a tick has thrown: the call cannot go on.</summary>
    void OnFault();
}
