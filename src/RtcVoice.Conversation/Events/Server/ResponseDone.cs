namespace RtcVoice.Conversation.Events.Server;

/// <summary>A response is over; exactly one for each that was created.</summary>
internal sealed record ResponseDone : ServerEvent
{
    /// <inheritdoc />
    public override string Type => "response.done";

    /// <summary>The response as it ended.</summary>
    public required ResponseView Response { get; init; }
}
