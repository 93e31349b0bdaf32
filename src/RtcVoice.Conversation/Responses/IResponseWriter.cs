using RtcVoice.Conversation.Agent;

namespace RtcVoice.Conversation.Responses;

/// <summary>What an <see cref="AgentResponse"/> writes to: the seam behind which agents are tested alone.</summary>
internal interface IResponseWriter
{
    AgentMessage BeginMessage();

    AgentFunctionCall BeginFunctionCall(string name, string? callId);

    void ReportRateLimits(IReadOnlyList<RateLimit> limits);

    void ReportUsage(ResponseUsage usage);

    void Complete();

    void CompleteUnfinished(IncompleteReason reason);

    void Fail(string code, string message);
}
