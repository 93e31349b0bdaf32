using Microsoft.Extensions.AI;
using RtcVoice.Conversation.Agent;

namespace RtcVoice.Agents.RealtimeClients.Responses;

/// <summary>Reads what an answer took.</summary>
internal static class UsageReader
{
    /// <summary>Reads it. Tokens whose kind is not told count as text.</summary>
    public static ResponseUsage Read(UsageDetails usage)
    {
        long heard = usage.InputAudioTokenCount ?? 0;
        long spoken = usage.OutputAudioTokenCount ?? 0;
        return new ResponseUsage
        {
            InputTextTokens = Count(usage.InputTextTokenCount ?? ((usage.InputTokenCount ?? 0) - heard)),
            InputAudioTokens = Count(heard),
            CachedTokens = Count(usage.CachedInputTokenCount ?? 0),
            OutputTextTokens = Count(usage.OutputTextTokenCount ?? ((usage.OutputTokenCount ?? 0) - spoken)),
            OutputAudioTokens = Count(spoken),
        };
    }

    private static int Count(long tokens) => (int)Math.Clamp(tokens, 0, int.MaxValue);
}
