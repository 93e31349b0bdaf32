using System.Text;
using RtcVoice.Agents.Upstreams;
using RtcVoice.Conversation.Agent;
using RtcVoice.Timing;

namespace RtcVoice.Agents.Gemini.Responses;

/// <summary>An answer from when the upstream is asked for it until it says that its turn is over.</summary>
/// <param name="response">The call's end of it.</param>
internal sealed class Generation(AgentResponse response)
{
    /// <summary>The call's end of it.</summary>
    public AgentResponse Response { get; } = response;

    /// <summary>Writes it.</summary>
    public ResponseFeed Feed { get; } = new(response.Cancelled);

    /// <summary>What it says; null while it has said nothing.</summary>
    public SpokenOutput? Message { get; set; }

    /// <summary>What it writes; it is said only when nothing is spoken.</summary>
    public StringBuilder Written { get; } = new();

    /// <summary>What it took, as far as that was told, or null.</summary>
    public ResponseUsage? Usage { get; set; }

    /// <summary>True once anything has come of it.</summary>
    public bool HasContent { get; set; }

    /// <summary>True when nothing more will come of it but the end of the turn.</summary>
    public bool IsOver { get; set; }

    /// <summary>True when the upstream has broken it off by itself.</summary>
    public bool IsBroken { get; set; }

    /// <summary>When the upstream counts as lost, or the end of the turn is not waited for any more.</summary>
    public Instant Deadline { get; set; }
}
