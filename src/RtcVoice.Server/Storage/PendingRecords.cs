using RtcVoice.Conversation.Storage;

namespace RtcVoice.Server.Storage;

/// <summary>
/// What sessions have saved and nobody has written yet: of each item the newest state alone, and no more items than a
/// bound. Any thread; no call takes longer than to put a few references into a table.
/// </summary>
/// <param name="maxItems">Items of all calls that may wait.</param>
internal sealed class PendingRecords(int maxItems)
{
    private readonly int _maxItems = maxItems;
    private readonly Lock _gate = new();
    private Dictionary<string, PendingCall> _calls = new(StringComparer.Ordinal);
    private int _count;
    private long _dropped;

    /// <summary>States of items that there was no room for, since the start.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>States of items that wait.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Takes what has changed.</summary>
    public void Add(ConversationRecord record)
    {
        lock (_gate)
        {
            PendingCall call = CallOf(record.CallId, record.Started);
            call.Ended ??= record.Ended;
            foreach (RecordedItem item in record.Items)
            {
                Put(call, item.Item.Item.Id, item, isNewer: true);
            }

            foreach (string id in record.Deleted)
            {
                Put(call, id, null, isNewer: true);
            }
        }
    }

    /// <summary>Takes everything out.</summary>
    public Dictionary<string, PendingCall> TakeAll()
    {
        lock (_gate)
        {
            Dictionary<string, PendingCall> all = _calls;
            _calls = new Dictionary<string, PendingCall>(StringComparer.Ordinal);
            _count = 0;
            return all;
        }
    }

    /// <summary>Puts back what could not be written, beneath what has come since.</summary>
    public void PutBack(Dictionary<string, PendingCall> calls)
    {
        lock (_gate)
        {
            foreach ((string id, PendingCall old) in calls)
            {
                PendingCall call = CallOf(id, old.Started);
                call.Ended ??= old.Ended;
                foreach ((string item, RecordedItem? state) in old.Items)
                {
                    Put(call, item, state, isNewer: false);
                }
            }
        }
    }

    private PendingCall CallOf(string id, DateTimeOffset started)
    {
        if (!_calls.TryGetValue(id, out PendingCall? call))
        {
            _calls[id] = call = new PendingCall(started);
        }

        return call;
    }

    private void Put(PendingCall call, string id, RecordedItem? state, bool isNewer)
    {
        if (call.Items.ContainsKey(id))
        {
            if (isNewer)
            {
                call.Items[id] = state;
            }
        }
        else if (_count < _maxItems)
        {
            call.Items[id] = state;
            _count++;
        }
        else
        {
            _dropped++;
        }
    }
}
