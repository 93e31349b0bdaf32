using System.Text.Json;
using RtcVoice.Conversation.Agent;
using static RtcVoice.Agents.Upstreams.UpstreamJson;

namespace RtcVoice.Agents.Gemini.Updates;

/// <summary>Reads <c>usageMetadata</c>.</summary>
internal static class UsageReader
{
    /// <summary>Reads it. Tokens whose kind is not told count as text, and so does what the model thought.</summary>
    public static ResponseUsage Read(JsonElement usage)
    {
        (int text, int audio, int image) = Split(usage, "promptTokensDetails", Count(usage, "promptTokenCount"));
        (int said, int spoken, _) = Split(usage, "responseTokensDetails", Count(usage, "responseTokenCount"));
        return new ResponseUsage
        {
            InputTextTokens = text + Count(usage, "toolUsePromptTokenCount"),
            InputAudioTokens = audio,
            InputImageTokens = image,
            CachedTokens = Count(usage, "cachedContentTokenCount"),
            OutputTextTokens = said + Count(usage, "thoughtsTokenCount"),
            OutputAudioTokens = spoken,
        };
    }

    private static (int Text, int Audio, int Image) Split(JsonElement usage, string name, int all)
    {
        int audio = 0;
        int image = 0;
        if (usage.TryGetProperty(name, out JsonElement details) && details.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement detail in details.EnumerateArray())
            {
                int count = Count(detail, "tokenCount");
                switch (Optional(detail, "modality"))
                {
                    case "AUDIO":
                        audio = Math.Min(MaxCount, audio + count);
                        break;
                    case "IMAGE" or "VIDEO":
                        image = Math.Min(MaxCount, image + count);
                        break;
                }
            }
        }

        return (Math.Max(0, all - audio - image), audio, image);
    }
}
