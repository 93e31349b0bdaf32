using RtcVoice.Agents.OpenAi.Commands;
using RtcVoice.Agents.Upstreams;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Items;

namespace RtcVoice.Agents.OpenAi.Conversation;

/// <summary>
/// What one upstream session holds of the conversation, and the commands that make it hold what it should. The identifiers
/// of the two sides are tied here.
/// </summary>
/// <param name="known">The conversation as it is.</param>
/// <param name="send">Sends a command.</param>
/// <param name="nextEventId">Makes identifiers for commands.</param>
internal sealed class UpstreamConversation(KnownConversation known, Action<byte[]> send, Func<string> nextEventId)
{
    /// <summary>The longest identifier that the upstream takes for an item.</summary>
    private const int MaxIdLength = 32;

    /// <summary>5 s: 320 kB of base64, far below the 15 MiB that one event may hold.</summary>
    private const int PieceSamples = 5 * UserTurn.SampleRate;

    private const string Root = "root";

    private readonly KnownConversation _known = known;
    private readonly Action<byte[]> _send = send;
    private readonly Func<string> _nextEventId = nextEventId;
    private readonly Dictionary<string, UpstreamItem> _items = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _ours = new(StringComparer.Ordinal);
    private readonly HashSet<string> _usedIds = new(StringComparer.Ordinal);
    private readonly Queue<(string ItemId, string EventId)> _commits = new();
    private TurnUpload? _upload;
    private TurnEncoder _encoder = new(SessionCommand.SampleRate);

    /// <summary>All sound on its way up, where the upstream finds turns; null where it does not.</summary>
    private SoundFeed? _feed;

    /// <summary>Samples that the upstream has been sent.</summary>
    private long _sent;
    private int _lastAlias;

    /// <summary>Has the upstream hold what it does not yet, hold as it is now what it was told otherwise, and forget what is gone.</summary>
    public void Update()
    {
        List<ConversationItem> items = [.. _known.Describe()];
        HashSet<string> wanted = [.. items.Select(i => i.Id)];
        foreach (string gone in _items.Keys.Where(id => !wanted.Contains(id)).ToArray())
        {
            Forget(gone);
        }

        int lastHeld = items.FindLastIndex(i => _items.ContainsKey(i.Id));
        string? previous = Root;
        for (int i = 0; i < items.Count; i++)
        {
            ConversationItem item = items[i];
            UpstreamItem? held = _items.GetValueOrDefault(item.Id);
            if (held is null || held.Told is not null)
            {
                Tell(item, held, i > lastHeld ? null : previous);
            }

            previous = _items.TryGetValue(item.Id, out held) ? held.Id : previous;
        }
    }

    /// <summary>The person has begun to speak: the turn goes up from now on, so that little of it is left to send at its end.</summary>
    /// <param name="itemId">The item that the turn will be.</param>
    /// <param name="position">Where in all the person's sound it begins.</param>
    /// <param name="recent">The sound of the last moments.</param>
    public void BeginTurn(string itemId, TimeSpan position, IEnumerable<UserSound> recent)
    {
        DiscardUpload();
        _upload = new TurnUpload(itemId, position);
        _encoder = new TurnEncoder(SessionCommand.SampleRate);
        foreach (UserSound piece in recent)
        {
            Hear(piece);
        }
    }

    /// <summary>All of the person's sound goes up from now on, for the upstream to find turns in; nothing changes where it does already.</summary>
    /// <param name="from">Where in it to begin.</param>
    /// <param name="recent">The sound of the last moments.</param>
    public void BeginFeed(TimeSpan from, IEnumerable<UserSound> recent)
    {
        if (_feed is not null)
        {
            return;
        }

        DiscardUpload();
        _feed = new SoundFeed(from);
        foreach (UserSound piece in recent)
        {
            Hear(piece);
        }
    }

    /// <summary>The upstream finds no turns any more, and forgets what it has not made one of.</summary>
    public void EndFeed()
    {
        if (_feed is not null)
        {
            _feed = null;
            _send(RealtimeCommands.ClearSound(_nextEventId()));
        }
    }

    /// <summary>The sound that has gone up and is no turn yet is forgotten there.</summary>
    public void ForgetSound()
    {
        if (_feed is { } feed)
        {
            _send(RealtimeCommands.ClearSound(_nextEventId()));
            feed.Break();
        }
        else
        {
            DiscardUpload();
        }
    }

    /// <summary>Where in all the person's sound a position of the upstream's is.</summary>
    public TimeSpan PositionOf(TimeSpan upstream) => _feed?.PositionOf(upstream) ?? TimeSpan.Zero;

    /// <summary>The person is heard.</summary>
    public void Hear(UserSound piece)
    {
        if (_feed is { } feed)
        {
            Append(feed.Take(piece, _sent) ?? []);
        }
        else if (_upload?.Take(piece) is { Length: > 0 } pcm)
        {
            Append(_encoder.Encode(pcm));
        }
    }

    /// <summary>The upstream has made an item of sound.</summary>
    public void OnCommitted(string upstreamId)
    {
        if (!_commits.TryDequeue(out (string ItemId, string EventId) commit) || !_items.TryGetValue(commit.ItemId, out UpstreamItem? item))
        {
            return;
        }

        item.Id = upstreamId;
        if (item.IsRemoved)
        {
            Forget(commit.ItemId);
            return;
        }

        _ours[upstreamId] = commit.ItemId;
    }

    /// <summary>The upstream has refused a command.</summary>
    /// <returns>The item of the turn that the command was to make, or null when it was another command.</returns>
    public string? OnRefused(string eventId)
    {
        if (!_commits.TryPeek(out (string ItemId, string EventId) commit) || commit.EventId != eventId)
        {
            return null;
        }

        _commits.Dequeue();
        return commit.ItemId;
    }

    /// <summary>The upstream is making an item by itself.</summary>
    /// <param name="itemId">The item.</param>
    /// <param name="upstreamId">Its identifier there.</param>
    public UpstreamItem Begin(string itemId, string upstreamId)
    {
        var item = new UpstreamItem { Id = upstreamId };
        _items[itemId] = item;
        _ours[upstreamId] = itemId;
        return item;
    }

    /// <summary>The item that the upstream knows by another identifier, or null.</summary>
    public string? Find(string upstreamId) => _ours.GetValueOrDefault(upstreamId);

    /// <summary>Has the upstream forget what was not heard of a message.</summary>
    /// <param name="itemId">The message.</param>
    /// <param name="heard">How much was heard.</param>
    public void Truncate(string itemId, TimeSpan heard)
    {
        if (_items.TryGetValue(itemId, out UpstreamItem? item) && item is { Told: null, Id: { } id, SoundSamples: > 0 })
        {
            // The upstream refuses a length that it has not sent.
            long sentMs = item.SoundSamples * 1000 / SessionCommand.SampleRate;
            _send(RealtimeCommands.TruncateItem(_nextEventId(), id, item.ContentIndex, Math.Min((long)heard.TotalMilliseconds, sentMs)));
        }
    }

    private void Forget(string itemId)
    {
        if (!_items.TryGetValue(itemId, out UpstreamItem? item))
        {
            return;
        }

        if (item.Id is null)
        {
            item.IsRemoved = true;
            return;
        }

        _items.Remove(itemId);
        _ours.Remove(item.Id);
        _send(RealtimeCommands.DeleteItem(_nextEventId(), item.Id));
    }

    private void Tell(ConversationItem item, UpstreamItem? held, string? previous)
    {
        byte[]? told = ItemJson.Write(item);
        if (told is null && held is null)
        {
            SpeakTurn(item.Id);
            return;
        }

        if (held is not null)
        {
            if (told is not null && told.AsSpan().SequenceEqual(held.Told))
            {
                return;
            }

            Forget(item.Id);
        }

        if (told is not null)
        {
            string id = NewId(item.Id);
            _items[item.Id] = new UpstreamItem { Id = id, Told = told };
            _ours[id] = item.Id;
            _send(RealtimeCommands.CreateItem(_nextEventId(), id, told, previous));
        }
    }

    // What nobody has in words yet the upstream is to hear.
    private void SpeakTurn(string itemId)
    {
        ReadOnlyMemory<short> pcm = _known.SoundOf(itemId);
        if (pcm.IsEmpty)
        {
            return;
        }

        if (_feed is not null)
        {
            // The buffer holds what has been fed of it, and what came behind it.
            _send(RealtimeCommands.ClearSound(_nextEventId()));
            _feed.Break();
        }

        for (int start = TakeUpload(itemId); start < pcm.Length; start += PieceSamples)
        {
            Append(_encoder.Encode(pcm.Span.Slice(start, Math.Min(PieceSamples, pcm.Length - start))));
        }

        Append(_encoder.End());
        string eventId = _nextEventId();
        _commits.Enqueue((itemId, eventId));
        _items[itemId] = new UpstreamItem();
        _send(RealtimeCommands.CommitSound(eventId));
    }

    // How many samples have gone up ahead and are of this turn.
    private int TakeUpload(string itemId)
    {
        if (_upload is { IsWhole: true } upload && upload.ItemId == itemId)
        {
            _upload = null;
            return upload.Sent;
        }

        DiscardUpload();
        _encoder = new TurnEncoder(SessionCommand.SampleRate);
        return 0;
    }

    private void DiscardUpload()
    {
        if (_upload is { Sent: > 0 })
        {
            _send(RealtimeCommands.ClearSound(_nextEventId()));
        }

        _upload = null;
    }

    private void Append(byte[] pcm)
    {
        if (pcm.Length > 0)
        {
            _sent += pcm.Length / sizeof(short);
            _send(RealtimeCommands.AppendSound(pcm));
        }
    }

    // Ours where it can be: then both logs tell of the same item.
    private string NewId(string itemId)
    {
        string id = itemId;
        while (id.Length > MaxIdLength || id.Contains('/', StringComparison.Ordinal) || !_usedIds.Add(id))
        {
            id = $"item_rtcvoice_{++_lastAlias}";
        }

        return id;
    }
}
