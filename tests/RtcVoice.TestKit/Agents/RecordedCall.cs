using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Responses;

namespace RtcVoice.TestKit.Agents;

/// <summary>A function call of a <see cref="RecordedResponse"/>.</summary>
public sealed class RecordedCall
{
    private readonly Recorder _recorder = new();

    internal RecordedCall(string itemId, string name, string callId)
    {
        Name = name;
        Writer = new AgentFunctionCall(itemId, callId, _recorder);
    }

    /// <summary>The agent's end.</summary>
    public AgentFunctionCall Writer { get; }

    /// <summary>The function.</summary>
    public string Name { get; }

    /// <summary>Its arguments so far.</summary>
    public string Arguments => _recorder.Arguments;

    /// <summary>True once the agent has said that they are whole.</summary>
    public bool IsComplete => _recorder.IsComplete;

    private sealed class Recorder : IFunctionCallWriter
    {
        public string Arguments { get; private set; } = "";

        public bool IsComplete { get; private set; }

        public void WriteArguments(string delta) => Arguments += delta;

        public void Complete() => IsComplete = true;
    }
}
