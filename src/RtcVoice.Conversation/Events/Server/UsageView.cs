using RtcVoice.Conversation.Agent;

namespace RtcVoice.Conversation.Events.Server;

/// <summary>The tokens that a response took.</summary>
internal sealed record UsageView
{
    public required int TotalTokens { get; init; }

    public required int InputTokens { get; init; }

    public required int OutputTokens { get; init; }

    public required InputDetails InputTokenDetails { get; init; }

    public required OutputDetails OutputTokenDetails { get; init; }

    /// <summary>Shows what an agent has reported; an agent that counts no tokens took none.</summary>
    public static UsageView Of(ResponseUsage? usage)
    {
        usage ??= new ResponseUsage();
        int input = usage.InputTextTokens + usage.InputAudioTokens + usage.InputImageTokens;
        int output = usage.OutputTextTokens + usage.OutputAudioTokens;
        return new UsageView
        {
            TotalTokens = input + output,
            InputTokens = input,
            OutputTokens = output,
            InputTokenDetails = new InputDetails(usage.InputTextTokens, usage.InputAudioTokens, usage.InputImageTokens, usage.CachedTokens),
            OutputTokenDetails = new OutputDetails(usage.OutputTextTokens, usage.OutputAudioTokens),
        };
    }

    /// <summary>What the tokens that went in were.</summary>
    internal sealed record InputDetails(int TextTokens, int AudioTokens, int ImageTokens, int CachedTokens);

    /// <summary>What the tokens that came out were.</summary>
    internal sealed record OutputDetails(int TextTokens, int AudioTokens);
}
