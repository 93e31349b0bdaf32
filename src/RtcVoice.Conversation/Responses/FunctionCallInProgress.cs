using System.Text;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Tools;

namespace RtcVoice.Conversation.Responses;

/// <summary>A function call while it is being made and, if the tool is the server's, while it runs.</summary>
internal sealed class FunctionCallInProgress : OutputItem, IFunctionCallWriter
{
    private readonly ResponseInProgress _response;
    private readonly StringBuilder _arguments = new();
    private int _isComplete;

    /// <summary>Begins a call.</summary>
    /// <param name="response">The response that it is part of.</param>
    /// <param name="itemId">Its identifier.</param>
    /// <param name="callId">Ties the output to it.</param>
    /// <param name="name">The function.</param>
    /// <param name="tool">The server's tool of that name, or null when the client runs it.</param>
    public FunctionCallInProgress(ResponseInProgress response, string itemId, string callId, string name, ServerTool? tool)
        : base(itemId)
    {
        _response = response;
        CallId = callId;
        Name = name;
        Tool = tool;
        Writer = new AgentFunctionCall(itemId, callId, this);
    }

    /// <summary>The agent's end.</summary>
    public AgentFunctionCall Writer { get; }

    public ResponseInProgress Response => _response;

    public string CallId { get; }

    public string Name { get; }

    public ServerTool? Tool { get; }

    public string Arguments => _arguments.ToString();

    /// <summary>True from the moment that a tool of the server was started.</summary>
    public bool IsRunning { get; set; }

    /// <summary>What the server's tool has come to; null while it has not.</summary>
    public ToolOutcome? Outcome { get; set; }

    /// <summary>Ends the server's tool; null when it does not run, or is not to be stopped.</summary>
    public CancellationTokenSource? Running { get; set; }

    /// <inheritdoc />
    public void WriteArguments(string delta)
    {
        if (delta.Length > 0)
        {
            _response.Post(() => _response.OnArguments(this, delta));
        }
    }

    /// <inheritdoc />
    public void Complete()
    {
        if (Interlocked.Exchange(ref _isComplete, 1) == 0)
        {
            _response.Post(() => _response.OnArgumentsWhole(this));
        }
    }

    /// <summary>Adds to the arguments; the owner's.</summary>
    public void Append(string delta) => _arguments.Append(delta);

    /// <inheritdoc />
    public override ConversationItem ToItem(ItemStatus status) => Tool is null
        ? new FunctionCallItem { Id = ItemId, Status = status, CallId = CallId, Name = Name, Arguments = Arguments }
        : new McpCallItem
        {
            Id = ItemId,
            Status = status,
            Name = Name,
            Arguments = Arguments,
            Output = Outcome?.Output,
            Error = Outcome?.Error is { } error ? new McpCallError("tool_execution_error", error) : null,
        };
}
