using Microsoft.Extensions.AI;
using RtcVoice.Conversation.Items;

namespace RtcVoice.Agents.RealtimeClients.Commands;

/// <summary>
/// Makes the messages that change what a session holds. What the abstraction has none for is null, and has to be got round.
/// </summary>
internal abstract class ProviderCommands
{
    /// <summary>How long after an answer was cut it may still be made, where it was not told to stop or does not.</summary>
    public abstract TimeSpan CutPatience { get; }

    /// <summary>The ones that a session takes.</summary>
    public static ProviderCommands For(IRealtimeClientSession session) =>
        OpenAiClientCommands.Fit(session) ? new OpenAiClientCommands() : new PortableCommands();

    /// <summary>Adds an item.</summary>
    /// <param name="messageId">The message's identifier.</param>
    /// <param name="itemId">What the item is to be called there.</param>
    /// <param name="item">The item.</param>
    /// <param name="previousItemId">The item before it, <c>root</c> for none, or null to put it at the end; at the end it goes where nothing else can be said.</param>
    /// <returns>Null when there is nothing in the item that could be told.</returns>
    public abstract RealtimeClientMessage? Create(string messageId, string itemId, ConversationItem item, string? previousItemId);

    /// <summary>Takes an item out, or null.</summary>
    public abstract RealtimeClientMessage? Delete(string messageId, string itemId);

    /// <summary>Cuts a spoken message to what was heard, or null.</summary>
    public abstract RealtimeClientMessage? Truncate(string messageId, string itemId, int contentIndex, long audioEndMs);

    /// <summary>Ends an answer, or null.</summary>
    public abstract RealtimeClientMessage? Cancel(string messageId, string? responseId);

    /// <summary>Forgets the sound that no turn was made of, or null.</summary>
    public abstract RealtimeClientMessage? ClearSound(string messageId);

    /// <summary>The message that an error is about, as far as that is told, or null.</summary>
    public abstract string? OriginOf(ErrorRealtimeServerMessage error);
}
