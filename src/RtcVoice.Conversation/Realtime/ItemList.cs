using System.Collections.Immutable;
using RtcVoice.Conversation.Items;

namespace RtcVoice.Conversation.Realtime;

/// <summary>The items of a conversation in their order. The worker's.</summary>
/// <param name="journal">Told of every change; null when nobody keeps a journal.</param>
internal sealed class ItemList(ConversationJournal? journal = null)
{
    private readonly ConversationJournal? _journal = journal;
    private readonly List<ConversationItem> _items = [];
    private readonly Dictionary<string, ConversationItem> _byId = new(StringComparer.Ordinal);

    /// <summary>Grows with every change.</summary>
    public long Version { get; private set; }

    /// <summary>How many there are.</summary>
    public int Count => _items.Count;

    /// <summary>The oldest.</summary>
    public ConversationItem First => _items[0];

    /// <summary>The id of the last one, or null when there is none.</summary>
    public string? LastId => _items.Count == 0 ? null : _items[^1].Id;

    /// <summary>All of them, as they are now.</summary>
    public ImmutableArray<ConversationItem> Snapshot() => [.. _items];

    public bool Any(Func<ConversationItem, bool> condition) => _items.Exists(i => condition(i));

    public ConversationItem? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>Puts an item at the end.</summary>
    /// <returns>The id of the item before it.</returns>
    public string? Append(ConversationItem item)
    {
        string? previous = LastId;
        _items.Add(item);
        _byId.Add(item.Id, item);
        Version++;
        _journal?.OnAdded(item.Id, previous, nextId: null);
        return previous;
    }

    /// <summary>Puts an item behind another one, or in front of all when that is null.</summary>
    public void InsertBehind(string? previousId, ConversationItem item)
    {
        int index = previousId is null ? 0 : IndexOf(previousId) + 1;
        _items.Insert(index, item);
        _byId.Add(item.Id, item);
        Version++;
        _journal?.OnAdded(item.Id, previousId, index + 1 < _items.Count ? _items[index + 1].Id : null);
    }

    /// <summary>Puts a later state of an item in the place of the earlier one; false when it is not here any more.</summary>
    public bool Replace(ConversationItem item)
    {
        if (!_byId.ContainsKey(item.Id))
        {
            return false;
        }

        _items[IndexOf(item.Id)] = item;
        _byId[item.Id] = item;
        Version++;
        _journal?.OnChanged(item.Id);
        return true;
    }

    public bool Remove(string id)
    {
        if (!_byId.ContainsKey(id))
        {
            return false;
        }

        _items.RemoveAt(IndexOf(id));
        Version++;
        _journal?.OnRemoved(id);
        return _byId.Remove(id);
    }

    /// <summary>The id of the item before this one, or null when it is the first.</summary>
    public string? PreviousOf(string id)
    {
        int index = IndexOf(id);
        return index <= 0 ? null : _items[index - 1].Id;
    }

    // What changes is nearly always among the latest.
    private int IndexOf(string id) => _items.FindLastIndex(i => i.Id == id);
}
