using System.Text.Json.Serialization;

namespace RtcVoice.Conversation.Session;

/// <summary>Whether, and which, function the agent calls.</summary>
/// <param name="Mode">When it calls one.</param>
/// <param name="Function">The one function that it must call, or null.</param>
[JsonConverter(typeof(ToolChoiceConverter))]
public sealed record ToolChoice(ToolChoiceMode Mode, string? Function = null)
{
    /// <summary>The agent decides.</summary>
    public static readonly ToolChoice Auto = new(ToolChoiceMode.Auto);
}
