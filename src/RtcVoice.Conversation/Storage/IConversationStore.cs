namespace RtcVoice.Conversation.Storage;

/// <summary>Where conversations are kept: written by sessions as they go on, read when a call is over. Any thread.</summary>
public interface IConversationStore
{
    /// <summary>
    /// Takes what has changed in a conversation. Called by the threads that carry the sound of calls: must not block, and
    /// must not throw; what there is no room for is dropped. Of the states of an item the newest counts.
    /// </summary>
    /// <param name="record">What has changed.</param>
    void Save(ConversationRecord record);

    /// <summary>A conversation as it was saved last, with all that was saved before this was called.</summary>
    /// <param name="callId">The call: <c>rtc_...</c>.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>The conversation; null when there is none of that call, or none any more.</returns>
    Task<StoredConversation?> ReadAsync(string callId, CancellationToken cancellation);
}
