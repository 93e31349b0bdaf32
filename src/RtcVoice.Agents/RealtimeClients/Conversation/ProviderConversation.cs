using Microsoft.Extensions.AI;
using RtcVoice.Agents.RealtimeClients.Commands;
using RtcVoice.Agents.Upstreams;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Items;

namespace RtcVoice.Agents.RealtimeClients.Conversation;

/// <summary>
/// What one session holds of the conversation, and the messages that make it hold what it should. Where the provider cannot be
/// made to forget, it is told of a cut by a note, and a session that holds what it must not is spent.
/// </summary>
/// <param name="known">The conversation as it is.</param>
/// <param name="cuts">What was cut, by message.</param>
/// <param name="commands">Makes messages that not every provider takes.</param>
/// <param name="sampleRate">Samples a second that the provider takes.</param>
/// <param name="send">Sends a message.</param>
/// <param name="nextId">Makes identifiers for messages.</param>
internal sealed class ProviderConversation(
    KnownConversation known,
    IReadOnlyDictionary<string, MessageTruncated> cuts,
    ProviderCommands commands,
    int sampleRate,
    Action<RealtimeClientMessage> send,
    Func<string> nextId)
{
    /// <summary>1 s: small enough for any provider's limit on a message.</summary>
    private const int PieceSamples = UserTurn.SampleRate;

    /// <summary>Items of a conversation that is long: it loses its oldest, which providers' windows leave behind as well.</summary>
    private const int LongConversation = 256;

    /// <summary>The longest identifier that OpenAI takes for an item.</summary>
    private const int MaxIdLength = 32;

    private const string Root = "root";

    private readonly KnownConversation _known = known;
    private readonly IReadOnlyDictionary<string, MessageTruncated> _cuts = cuts;
    private readonly ProviderCommands _commands = commands;
    private readonly int _sampleRate = sampleRate;
    private readonly Action<RealtimeClientMessage> _send = send;
    private readonly Func<string> _nextId = nextId;
    private readonly Dictionary<string, ProviderItem> _items = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _ours = new(StringComparer.Ordinal);
    private readonly HashSet<string> _usedIds = new(StringComparer.Ordinal);

    /// <summary>Turns that were committed and whose items the provider has not named yet, oldest first.</summary>
    private readonly Queue<(string ItemId, string MessageId)> _commits = new();
    private TurnUpload? _upload;
    private TurnEncoder _encoder = new(sampleRate);
    private string? _lastTurn;
    private int _lastAlias;

    /// <summary>True when it holds what it cannot be made to forget: another session has to take its place.</summary>
    public bool IsSpent { get; set; }

    /// <summary>Has the session hold what it does not yet, and forget what is gone.</summary>
    public void Update()
    {
        if (IsSpent)
        {
            return;
        }

        List<ConversationItem> items = [.. _known.Describe()];
        HashSet<string> wanted = [.. items.Select(i => i.Id)];
        foreach (string gone in _items.Keys.Where(id => !wanted.Contains(id)).ToArray())
        {
            Forget(gone);
        }

        int lastHeld = items.FindLastIndex(i => _items.ContainsKey(i.Id));
        string? previous = Root;
        for (int i = 0; i < items.Count && !IsSpent; i++)
        {
            Tell(items[i], i > lastHeld ? null : previous);
            previous = _items.TryGetValue(items[i].Id, out ProviderItem? held) ? held.Id : previous;
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
        _encoder = new TurnEncoder(_sampleRate);
        foreach (UserSound piece in recent)
        {
            Hear(piece);
        }
    }

    /// <summary>The person is heard.</summary>
    public void Hear(UserSound piece)
    {
        if (!IsSpent && _upload?.Take(piece) is { Length: > 0 } pcm)
        {
            Append(_encoder.Encode(pcm));
        }
    }

    /// <summary>The provider has an item that it was not told: what was committed last and not named yet, if it can be that.</summary>
    public void OnAdded(RealtimeConversationItem item)
    {
        if (item is { Id: { } id } && item.Role == ChatRole.User && !_ours.ContainsKey(id) && !item.Contents.OfType<TextContent>().Any())
        {
            Name(id);
        }
    }

    /// <summary>The turn that the provider means.</summary>
    /// <param name="providerId">Its identifier there; where there is none it is the last.</param>
    public string? TurnOf(string? providerId) => providerId is null ? _lastTurn : _ours.GetValueOrDefault(providerId) ?? Name(providerId);

    /// <summary>The provider has refused a message.</summary>
    /// <returns>The item of the turn that the message was to make, or null when it was another message.</returns>
    public string? OnRefused(string messageId)
    {
        if (!_commits.TryPeek(out (string ItemId, string MessageId) commit) || commit.MessageId != messageId)
        {
            return null;
        }

        _commits.Dequeue();
        return commit.ItemId;
    }

    /// <summary>The provider makes an item by itself.</summary>
    /// <param name="itemId">The item.</param>
    /// <param name="providerId">Its identifier there, or null where it has none.</param>
    public ProviderItem Begin(string itemId, string? providerId)
    {
        var item = new ProviderItem { Id = providerId };
        _items[itemId] = item;
        if (providerId is not null)
        {
            _ours[providerId] = itemId;
        }

        return item;
    }

    /// <summary>An item that the provider has begun when it was not wanted any more, and that only the provider has.</summary>
    public void Discard(string providerId)
    {
        if (_commands.Delete(_nextId(), providerId) is { } command)
        {
            _send(command);
        }
    }

    /// <summary>Has the provider forget what was not heard of a message, where it can.</summary>
    public void Truncate(MessageTruncated cut)
    {
        if (!_items.TryGetValue(cut.ItemId, out ProviderItem? item) || item is not { Told: null, Id: { } id } || item.Sound == TimeSpan.Zero)
        {
            return;
        }

        // OpenAI refuses a length that it has not sent.
        double heardMs = Math.Min(cut.Heard.TotalMilliseconds, item.Sound.TotalMilliseconds);
        if (_commands.Truncate(_nextId(), id, item.ContentIndex, (long)heardMs) is { } command)
        {
            item.Cut = cut;
            _send(command);
        }
    }

    /// <summary>Tells by notes what was heard of messages that the provider could not be made to cut.</summary>
    public void TellCuts()
    {
        foreach (MessageTruncated cut in _cuts.Values)
        {
            if (_items.TryGetValue(cut.ItemId, out ProviderItem? item) && !ReferenceEquals(item.Cut, cut))
            {
                item.Cut = cut;
                if (_commands is PortableCommands)
                {
                    string id = NewId($"{cut.ItemId}_cut");
                    _ours[id] = cut.ItemId;
                    _send(new CreateConversationItemRealtimeClientMessage(new RealtimeConversationItem([new TextContent(cut.ToCorrectiveNote())], id, ChatRole.User)));
                }
            }
        }
    }

    /// <summary>What has gone up of a turn is to be none.</summary>
    public void DiscardUpload()
    {
        if (_upload is { Sent: > 0 })
        {
            if (_commands.ClearSound(_nextId()) is { } command)
            {
                _send(command);
            }
            else
            {
                IsSpent = true;
            }
        }

        _upload = null;
    }

    private string? Name(string providerId)
    {
        if (!_commits.TryDequeue(out (string ItemId, string MessageId) commit))
        {
            return null;
        }

        _ours[providerId] = commit.ItemId;
        if (_items.TryGetValue(commit.ItemId, out ProviderItem? item))
        {
            item.Id = providerId;
            if (item.IsRemoved)
            {
                Forget(commit.ItemId);
            }
        }

        return commit.ItemId;
    }

    private void Forget(string itemId)
    {
        ProviderItem item = _items[itemId];
        if (_commands is PortableCommands)
        {
            // Of what was cut before any of it was heard, the note tells.
            IsSpent |= !_cuts.ContainsKey(itemId) && _items.Count <= LongConversation;
            if (!_cuts.ContainsKey(itemId))
            {
                _items.Remove(itemId);
            }

            return;
        }

        if (item.Id is null)
        {
            item.IsRemoved = true;
            return;
        }

        _items.Remove(itemId);
        _ours.Remove(item.Id);
        Discard(item.Id);
    }

    private void Tell(ConversationItem item, string? previous)
    {
        string words = item is MessageItem message ? MessageWords.Of(message) : "";
        if (_items.TryGetValue(item.Id, out ProviderItem? held))
        {
            if (held.Told is null || held.Told == words || _commands is PortableCommands)
            {
                return;
            }

            Forget(item.Id);
        }
        else if (words.Length == 0 && item is MessageItem { Role: MessageRole.User })
        {
            SpeakTurn(item.Id);
            return;
        }

        string id = NewId(item.Id);
        if (_commands.Create(_nextId(), id, item, previous) is { } command)
        {
            _items[item.Id] = new ProviderItem { Id = id, Told = words, Cut = _cuts.GetValueOrDefault(item.Id) };
            _ours[id] = item.Id;
            _send(command);
        }
    }

    // What nobody has in words yet the provider is to hear.
    private void SpeakTurn(string itemId)
    {
        ReadOnlyMemory<short> pcm = _known.SoundOf(itemId);
        if (pcm.IsEmpty)
        {
            return;
        }

        int start = TakeUpload(itemId);
        if (IsSpent)
        {
            return;
        }

        for (; start < pcm.Length; start += PieceSamples)
        {
            Append(_encoder.Encode(pcm.Span.Slice(start, Math.Min(PieceSamples, pcm.Length - start))));
        }

        Append(_encoder.End());
        string messageId = _nextId();
        _commits.Enqueue((itemId, messageId));
        _items[itemId] = new ProviderItem();
        _lastTurn = itemId;
        _send(new InputAudioBufferCommitRealtimeClientMessage { MessageId = messageId });
    }

    // How many samples have gone up ahead and are of this turn; where a piece was lost on the way there, it goes up from that.
    private int TakeUpload(string itemId)
    {
        if (_upload is { } upload && upload.ItemId == itemId)
        {
            _upload = null;
            return upload.Sent;
        }

        DiscardUpload();
        _encoder = new TurnEncoder(_sampleRate);
        return 0;
    }

    private void Append(byte[] pcm)
    {
        if (pcm.Length > 0)
        {
            _send(new InputAudioBufferAppendRealtimeClientMessage(new DataContent(pcm, "audio/pcm")));
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
