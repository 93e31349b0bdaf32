using Microsoft.Extensions.AI;

namespace RtcVoice.Conversation.Tools;

/// <summary>A function that agents may call and that runs here, on the server.</summary>
/// <param name="Function">The function, with its name, description and schema.</param>
public sealed record ServerTool(AIFunction Function)
{
    /// <summary>How long it may take, more than zero. Default 10 s; then it has failed.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether it is stopped when the person cuts in. Default false: what it does is done, and only its output is let go.</summary>
    public bool CancelOnInterruption { get; init; }
}
