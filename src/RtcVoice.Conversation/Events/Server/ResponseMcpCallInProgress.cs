namespace RtcVoice.Conversation.Events.Server;

/// <summary>A tool of the server runs.</summary>
internal sealed record ResponseMcpCallInProgress : ServerEvent
{
    /// <inheritdoc />
    public override string Type => "response.mcp_call.in_progress";

    /// <summary>The item.</summary>
    public required string ItemId { get; init; }

    /// <summary>Which item of the response, from 0.</summary>
    public required int OutputIndex { get; init; }
}
