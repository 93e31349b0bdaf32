namespace RtcVoice.Conversation.Events.Client;

/// <summary>Something that a client asks of its session (wire contract of the Realtime API's client events).</summary>
internal abstract record ClientEvent
{
    /// <summary>The client's own name for the event, told back in errors; null when it gave none.</summary>
    public string? EventId { get; init; }
}
