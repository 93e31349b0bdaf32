namespace RtcVoice.Conversation.Events.Server;

/// <summary>Arguments of a function call, as they are made.</summary>
internal sealed record ResponseFunctionCallArgumentsDelta : ServerEvent
{
    /// <inheritdoc />
    public override string Type => "response.function_call_arguments.delta";

    /// <summary>The response.</summary>
    public required string ResponseId { get; init; }

    /// <summary>The item.</summary>
    public required string ItemId { get; init; }

    /// <summary>Which item of the response, from 0.</summary>
    public required int OutputIndex { get; init; }

    /// <summary>The call.</summary>
    public required string CallId { get; init; }

    /// <summary>More of the arguments.</summary>
    public required string Delta { get; init; }
}
