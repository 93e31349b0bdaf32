using RtcVoice.Conversation.Responses;

namespace RtcVoice.Conversation.Agent;

/// <summary>A function that an agent asks for.</summary>
public sealed class AgentFunctionCall
{
    private readonly IFunctionCallWriter _writer;

    internal AgentFunctionCall(string itemId, string callId, IFunctionCallWriter writer)
    {
        ItemId = itemId;
        CallId = callId;
        _writer = writer;
    }

    /// <summary>The item of the conversation that the call is.</summary>
    public string ItemId { get; }

    /// <summary>Ties the output to the call.</summary>
    public string CallId { get; }

    /// <summary>Adds to the arguments: a JSON object as text, in pieces of any size.</summary>
    public void WriteArguments(string delta)
    {
        ArgumentNullException.ThrowIfNull(delta);
        _writer.WriteArguments(delta);
    }

    /// <summary>Says that the arguments are whole.</summary>
    public void Complete() => _writer.Complete();
}
