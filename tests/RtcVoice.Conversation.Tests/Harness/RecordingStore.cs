using RtcVoice.Conversation.Realtime;
using RtcVoice.Conversation.Storage;

namespace RtcVoice.Conversation.Tests.Harness;

/// <summary>Keeps every record that a session hands over.</summary>
internal sealed class RecordingStore : IConversationStore
{
    private readonly List<ConversationRecord> _records = [];

    public IReadOnlyList<ConversationRecord> Records => _records;

    public void Save(ConversationRecord record) => _records.Add(record);

    /// <summary>What a reader would find if the process were killed now.</summary>
    public IReadOnlyList<HeardItem> Kept()
    {
        var items = new Dictionary<string, RecordedItem>();
        foreach (ConversationRecord record in _records)
        {
            foreach (RecordedItem item in record.Items)
            {
                items[item.Item.Item.Id] = item;
            }

            foreach (string id in record.Deleted)
            {
                items.Remove(id);
            }
        }

        return [.. items.Values.OrderBy(i => i.Place).Select(i => i.Item)];
    }

    public Task<StoredConversation?> ReadAsync(string callId, CancellationToken cancellation) => throw new NotSupportedException();
}
