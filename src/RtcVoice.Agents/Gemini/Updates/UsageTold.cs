using RtcVoice.Conversation.Agent;

namespace RtcVoice.Agents.Gemini.Updates;

/// <summary>What an answer has taken (<c>usageMetadata</c>).</summary>
/// <param name="Usage">The tokens.</param>
internal sealed record UsageTold(ResponseUsage Usage) : LiveUpdate;
