namespace RtcVoice.Conversation.Events.Server;

/// <summary>All arguments of a tool that the server runs.</summary>
internal sealed record ResponseMcpCallArgumentsDone : ServerEvent
{
    /// <inheritdoc />
    public override string Type => "response.mcp_call_arguments.done";

    /// <summary>The response.</summary>
    public required string ResponseId { get; init; }

    /// <summary>The item.</summary>
    public required string ItemId { get; init; }

    /// <summary>Which item of the response, from 0.</summary>
    public required int OutputIndex { get; init; }

    /// <summary>All of the arguments.</summary>
    public required string Arguments { get; init; }
}
