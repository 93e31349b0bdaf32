using System.Text;
using RtcVoice.Agents.RealtimeClients.Conversation;
using RtcVoice.Agents.Upstreams;
using RtcVoice.Conversation.Agent;
using RtcVoice.Timing;

namespace RtcVoice.Agents.RealtimeClients.Responses;

/// <summary>An answer from the message that asked the provider for it until the provider says that it is over.</summary>
/// <param name="response">The call's end of it.</param>
/// <param name="messageId">The message that asked for it.</param>
internal sealed class ProviderAnswer(AgentResponse response, string messageId)
{
    /// <summary>The call's end of it.</summary>
    public AgentResponse Response { get; } = response;

    /// <summary>The message that asked for it.</summary>
    public string MessageId { get; } = messageId;

    /// <summary>Writes it.</summary>
    public ResponseFeed Feed { get; } = new(response.Cancelled);

    /// <summary>Whether anything has come of it.</summary>
    public bool HasBegun { get; set; }

    /// <summary>Its identifier there; null before it has begun, and with providers that have none.</summary>
    public string? Id { get; set; }

    /// <summary>Samples a second of what it says.</summary>
    public int SampleRate { get; set; }

    /// <summary>True when nothing that comes of it is wanted any more.</summary>
    public bool IsDropped { get; set; }

    /// <summary>When the provider counts as lost unless it says something.</summary>
    public Instant Deadline { get; set; }

    /// <summary>Its messages, by the provider's identifiers; empty for one that has none.</summary>
    public Dictionary<string, SpokenOutput> Messages { get; } = new(StringComparer.Ordinal);

    /// <summary>What the provider holds of its messages, by the same; empty when it is no part of the conversation.</summary>
    public Dictionary<string, ProviderItem> Held { get; } = new(StringComparer.Ordinal);

    /// <summary>Words that were written of spoken messages; they are said only when there are no others.</summary>
    public Dictionary<string, StringBuilder> Written { get; } = new(StringComparer.Ordinal);

    /// <summary>Messages and calls that are whole, by the provider's identifiers.</summary>
    public HashSet<string> Whole { get; } = new(StringComparer.Ordinal);

    /// <summary>Items that the provider began when they were not wanted any more: only the provider has them.</summary>
    public List<string> Strays { get; } = [];

    /// <summary>Cuts of messages that were still being made.</summary>
    public List<MessageTruncated> Cuts { get; } = [];

    /// <summary>Whether it is part of the conversation.</summary>
    public bool IsInConversation => !Response.Config.IsOutOfBand;
}
