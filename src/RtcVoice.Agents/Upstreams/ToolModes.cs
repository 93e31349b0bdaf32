using Microsoft.Extensions.AI;
using RtcVoice.Conversation.Session;

namespace RtcVoice.Agents.Upstreams;

/// <summary>Whether functions are called, in the words of Microsoft.Extensions.AI.</summary>
internal static class ToolModes
{
    /// <summary>Whether, and which, is called.</summary>
    public static ChatToolMode Of(ToolChoice choice) => choice switch
    {
        { Function: { } function } => ChatToolMode.RequireSpecific(function),
        { Mode: ToolChoiceMode.None } => ChatToolMode.None,
        { Mode: ToolChoiceMode.Required } => ChatToolMode.RequireAny,
        _ => ChatToolMode.Auto,
    };
}
