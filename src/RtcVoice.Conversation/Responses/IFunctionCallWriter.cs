namespace RtcVoice.Conversation.Responses;

/// <summary>What an <see cref="Agent.AgentFunctionCall"/> writes to.</summary>
internal interface IFunctionCallWriter
{
    void WriteArguments(string delta);

    void Complete();
}
