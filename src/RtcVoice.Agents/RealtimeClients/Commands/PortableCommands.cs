using Microsoft.Extensions.AI;
using RtcVoice.Conversation.Items;

namespace RtcVoice.Agents.RealtimeClients.Commands;

/// <summary>What the abstraction has for every provider: items are added, at the end, and nothing else.</summary>
internal sealed class PortableCommands : ProviderCommands
{
    /// <summary>Shorter than what a person says to cut in: the next answer is not to wait for the rest of this one.</summary>
    public override TimeSpan CutPatience { get; } = TimeSpan.FromSeconds(2);

    /// <inheritdoc />
    public override RealtimeClientMessage? Create(string messageId, string itemId, ConversationItem item, string? previousItemId) =>
        PortableItem.Of(itemId, item) is { } portable ? new CreateConversationItemRealtimeClientMessage(portable) { MessageId = messageId } : null;

    /// <inheritdoc />
    public override RealtimeClientMessage? Delete(string messageId, string itemId) => null;

    /// <inheritdoc />
    public override RealtimeClientMessage? Truncate(string messageId, string itemId, int contentIndex, long audioEndMs) => null;

    /// <inheritdoc />
    public override RealtimeClientMessage? Cancel(string messageId, string? responseId) => null;

    /// <inheritdoc />
    public override RealtimeClientMessage? ClearSound(string messageId) => null;

    /// <inheritdoc />
    public override string? OriginOf(ErrorRealtimeServerMessage error) => error.OriginatingMessageId;
}
