namespace RtcVoice.Conversation.Events.Server;

/// <summary>A tool of the server has ended; its item says how.</summary>
internal sealed record ResponseMcpCallCompleted : ServerEvent
{
    /// <inheritdoc />
    public override string Type => "response.mcp_call.completed";

    /// <summary>The item.</summary>
    public required string ItemId { get; init; }

    /// <summary>Which item of the response, from 0.</summary>
    public required int OutputIndex { get; init; }
}
