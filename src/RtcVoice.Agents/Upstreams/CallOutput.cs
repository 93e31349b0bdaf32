using System.Text;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Items;

namespace RtcVoice.Agents.Upstreams;

/// <summary>A function call that the upstream is making.</summary>
/// <param name="call">The call's end of it.</param>
/// <param name="name">The function.</param>
internal sealed class CallOutput(AgentFunctionCall call, string name)
{
    private readonly AgentFunctionCall _call = call;
    private readonly string _name = name;
    private readonly StringBuilder _arguments = new();

    /// <summary>The item of the conversation.</summary>
    public string ItemId => _call.ItemId;

    /// <summary>Takes a piece of the arguments.</summary>
    public void Add(string delta)
    {
        _arguments.Append(delta);
        _call.WriteArguments(delta);
    }

    /// <summary>All arguments are there; what no piece has brought comes now.</summary>
    public void End(string arguments)
    {
        if (arguments.Length > _arguments.Length && arguments.StartsWith(_arguments.ToString(), StringComparison.Ordinal))
        {
            Add(arguments[_arguments.Length..]);
        }
    }

    /// <summary>Says that it is whole.</summary>
    public void Complete() => _call.Complete();

    /// <summary>The call as an item of the conversation.</summary>
    public FunctionCallItem ToItem(ItemStatus status) => new()
    {
        Id = _call.ItemId,
        CallId = _call.CallId,
        Name = _name,
        Arguments = _arguments.ToString(),
        Status = status,
    };
}
