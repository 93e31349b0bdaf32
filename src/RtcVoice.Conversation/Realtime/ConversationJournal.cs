using System.Collections.Immutable;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Storage;
using RtcVoice.Timing;

namespace RtcVoice.Conversation.Realtime;

/// <summary>
/// Knows what has changed in a conversation since it was last handed to the store, and hands it over. What an item is like
/// by then it asks for only at that moment. The session's owner's.
/// </summary>
/// <param name="callId">The call.</param>
/// <param name="store">Where conversations are kept.</param>
/// <param name="clock">Tells the time of day.</param>
internal sealed class ConversationJournal(string callId, IConversationStore store, TimeProvider clock)
{
    /// <summary>How much of what was heard a process that is killed may forget: short enough for any transcript, and one row a second and call.</summary>
    private static readonly TimeSpan PositionInterval = TimeSpan.FromSeconds(1);

    /// <summary>Between the places of two items that follow each other: 31 can be put between before all places are given anew.</summary>
    private const long Gap = 1L << 32;

    private readonly string _callId = callId;
    private readonly IConversationStore _store = store;
    private readonly TimeProvider _clock = clock;
    private readonly Dictionary<string, long> _places = new(StringComparer.Ordinal);
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _removed = new(StringComparer.Ordinal);
    private DateTimeOffset? _started;
    private Instant _positionDue = Instant.Origin;
    private bool _isCrowded;

    /// <summary>An item has been put between these two; null where there is none.</summary>
    public void OnAdded(string id, string? previousId, string? nextId)
    {
        long behind = nextId is null ? PlaceBehind(previousId) : _places[nextId];
        long before = previousId is null ? behind - (2 * Gap) : _places[previousId];
        long place = before + ((behind - before) / 2);
        _isCrowded |= place == before;
        _places[id] = place;
        _removed.Remove(id);
        _changed.Add(id);
    }

    /// <summary>An item, or what is known of its sound, is not as it was.</summary>
    public void OnChanged(string id) => _changed.Add(id);

    /// <summary>An item is there no more.</summary>
    public void OnRemoved(string id)
    {
        _places.Remove(id);
        _changed.Remove(id);
        _removed.Add(id);
    }

    /// <summary>Whether it is time to look how far speech has come; true once a second at most.</summary>
    public bool IsPositionDue(Instant now)
    {
        if (now < _positionDue)
        {
            return false;
        }

        _positionDue = now + PositionInterval;
        return true;
    }

    /// <summary>Hands over what has changed, and at first that there is a conversation.</summary>
    /// <param name="items">The items.</param>
    /// <param name="toRecord">What to keep of one.</param>
    public void HandOver(ItemList items, Func<ConversationItem, HeardItem> toRecord)
    {
        if (_started is null || _changed.Count > 0 || _removed.Count > 0)
        {
            Save(items, toRecord, ended: null);
        }
    }

    /// <summary>Hands over what has changed, and that the conversation is over. One that never began is not kept.</summary>
    public void End(ItemList items, Func<ConversationItem, HeardItem> toRecord)
    {
        if (_started is not null)
        {
            Save(items, toRecord, _clock.GetUtcNow());
        }
    }

    private void Save(ItemList items, Func<ConversationItem, HeardItem> toRecord, DateTimeOffset? ended)
    {
        if (_isCrowded)
        {
            PlaceAnew(items.Snapshot());
        }

        var record = new ConversationRecord
        {
            CallId = _callId,
            Started = _started ??= _clock.GetUtcNow(),
            Ended = ended,
            Items = [.. _changed.Select(id => new RecordedItem(_places[id], toRecord(items.Find(id)!)))],
            Deleted = [.. _removed],
        };
        _changed.Clear();
        _removed.Clear();
        _store.Save(record);
    }

    private long PlaceBehind(string? id) => id is null ? 0 : _places[id] + (2 * Gap);

    private void PlaceAnew(ImmutableArray<ConversationItem> items)
    {
        _isCrowded = false;
        for (int i = 0; i < items.Length; i++)
        {
            _places[items[i].Id] = i * Gap;
            _changed.Add(items[i].Id);
        }
    }
}
