namespace RtcVoice.Conversation.Events.Server;

/// <summary>All arguments of a function call.</summary>
internal sealed record ResponseFunctionCallArgumentsDone : ServerEvent
{
    /// <inheritdoc />
    public override string Type => "response.function_call_arguments.done";

    /// <summary>The response.</summary>
    public required string ResponseId { get; init; }

    /// <summary>The item.</summary>
    public required string ItemId { get; init; }

    /// <summary>Which item of the response, from 0.</summary>
    public required int OutputIndex { get; init; }

    /// <summary>The call.</summary>
    public required string CallId { get; init; }

    /// <summary>The function.</summary>
    public required string Name { get; init; }

    /// <summary>All of the arguments.</summary>
    public required string Arguments { get; init; }
}
