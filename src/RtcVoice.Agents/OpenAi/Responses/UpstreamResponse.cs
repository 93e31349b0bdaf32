using RtcVoice.Agents.OpenAi.Conversation;
using RtcVoice.Agents.Upstreams;
using RtcVoice.Conversation.Agent;
using RtcVoice.Timing;

namespace RtcVoice.Agents.OpenAi.Responses;

/// <summary>An answer from the command that asked the upstream for it until the upstream says that it is over.</summary>
/// <param name="response">The call's end of it.</param>
/// <param name="eventId">The command that asked for it.</param>
internal sealed class UpstreamResponse(AgentResponse response, string eventId)
{
    /// <summary>The call's end of it.</summary>
    public AgentResponse Response { get; } = response;

    /// <summary>The command that asked for it.</summary>
    public string EventId { get; } = eventId;

    /// <summary>Writes it.</summary>
    public ResponseFeed Feed { get; } = new(response.Cancelled);

    /// <summary>Its identifier there; null until it has begun there.</summary>
    public string? Id { get; set; }

    /// <summary>True when nothing that comes of it is wanted any more.</summary>
    public bool IsDropped { get; set; }

    /// <summary>When the upstream counts as lost unless it says something.</summary>
    public Instant Deadline { get; set; }

    /// <summary>Its messages, by the upstream's identifiers.</summary>
    public Dictionary<string, SpokenOutput> Messages { get; } = new(StringComparer.Ordinal);

    /// <summary>What the upstream holds of its messages, by the upstream's identifiers; empty when it is no part of the conversation.</summary>
    public Dictionary<string, UpstreamItem> Held { get; } = new(StringComparer.Ordinal);

    /// <summary>Its function calls, by the upstream's identifiers.</summary>
    public Dictionary<string, CallOutput> Calls { get; } = new(StringComparer.Ordinal);

    /// <summary>Items that the upstream began when they were not wanted any more: only the upstream has them.</summary>
    public List<string> Strays { get; } = [];

    /// <summary>Cuts of messages that were still being made.</summary>
    public List<MessageTruncated> Cuts { get; } = [];

    /// <summary>Whether it is part of the conversation.</summary>
    public bool IsInConversation => !Response.Config.IsOutOfBand;
}
