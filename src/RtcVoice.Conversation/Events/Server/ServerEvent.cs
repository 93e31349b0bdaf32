namespace RtcVoice.Conversation.Events.Server;

/// <summary>Something that a session tells its clients (wire contract of the Realtime API's server events).</summary>
internal abstract record ServerEvent
{
    /// <summary>What kind of event it is.</summary>
    public abstract string Type { get; }

    /// <summary>The event's identifier; given when it is sent.</summary>
    public string EventId { get; init; } = "";
}
