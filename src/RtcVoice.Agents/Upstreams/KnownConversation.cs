using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Items;

namespace RtcVoice.Agents.Upstreams;

/// <summary>
/// The conversation as it is known here, whatever the upstream remembers: by the call's events, and anew with every answer
/// that is asked for. Of turns whose words are not known yet the sound is kept, so that another upstream can be told them.
/// </summary>
internal sealed class KnownConversation
{
    /// <summary>Two minutes of sound: two turns of the longest kind, or a dozen usual ones.</summary>
    private const int MaxSoundSamples = 2 * 60 * UserTurn.SampleRate;

    private const string OutputSuffix = "/output";

    private readonly Dictionary<string, string> _callIds = new(StringComparer.Ordinal);
    private readonly List<(string ItemId, ReadOnlyMemory<short> Pcm)> _sounds = [];
    private readonly HashSet<string> _expected = new(StringComparer.Ordinal);
    private List<ConversationItem> _items = [];

    /// <summary>How many items there are.</summary>
    public int Count => _items.Count;

    /// <summary>
    /// The items, oldest first, as a client of the upstream would have made them: a tool of the server's is a call and its
    /// output there.
    /// </summary>
    public IEnumerable<ConversationItem> Describe()
    {
        foreach (ConversationItem item in _items)
        {
            if (item is not McpCallItem tool)
            {
                yield return item;
                continue;
            }

            string callId = _callIds.GetValueOrDefault(tool.Id, tool.Id);
            yield return new FunctionCallItem { Id = tool.Id, CallId = callId, Name = tool.Name, Arguments = tool.Arguments, Status = tool.Status };
            if ((tool.Output ?? tool.Error?.Message) is { } output)
            {
                yield return new FunctionCallOutputItem { Id = tool.Id + OutputSuffix, CallId = callId, Output = output };
            }
        }
    }

    /// <summary>True when there is this item.</summary>
    public bool Knows(string itemId) => Find(itemId) is not null;

    /// <summary>True when there is no item before this one.</summary>
    public bool IsOldest(string itemId) => _items.Count > 0 && _items[0].Id == itemId;

    /// <summary>The sound of a turn whose words are not known; empty when there is none.</summary>
    public ReadOnlyMemory<short> SoundOf(string itemId) => _sounds.Find(s => s.ItemId == itemId).Pcm;

    /// <summary>Takes over the conversation as the call has it. Words that the call has been told and that have not got there yet stay known.</summary>
    public void Replace(IReadOnlyList<ConversationItem> history)
    {
        var known = _items.ToDictionary(i => i.Id, StringComparer.Ordinal);
        _items = [.. history.Select(item => IsSilent(item) && known.TryGetValue(item.Id, out ConversationItem? heard) ? heard : item)];
        _items.AddRange(known.Values.Where(item => _expected.Contains(item.Id) && Find(item.Id) is null));
    }

    /// <summary>The upstream has taken a turn that the call will know of in a moment.</summary>
    public void Expect(string itemId)
    {
        _expected.Add(itemId);
        Set(ToItem(itemId));
    }

    /// <summary>The person has said something.</summary>
    public void AddTurn(UserTurn turn)
    {
        _expected.Remove(turn.ItemId);
        if (Find(turn.ItemId) is null)
        {
            Set(ToItem(turn.ItemId));
        }

        if (turn.Pcm.IsEmpty || Find(turn.ItemId) is MessageItem { Content: [InputAudioPart { Transcript: { Length: > 0 } }] })
        {
            return;
        }

        _sounds.Add((turn.ItemId, turn.Pcm));
        while (_sounds.Count > 1 && _sounds.Sum(s => (long)s.Pcm.Length) > MaxSoundSamples)
        {
            _sounds.RemoveAt(0);
        }
    }

    /// <summary>The words of a turn are known.</summary>
    public void SetTranscript(string itemId, string transcript)
    {
        if (Find(itemId) is MessageItem turn)
        {
            Set(turn with { Content = [new InputAudioPart(transcript)] });
        }

        if (transcript.Length > 0)
        {
            _sounds.RemoveAll(s => s.ItemId == itemId);
        }
    }

    /// <summary>Of a message, only so much was heard.</summary>
    public void Truncate(string itemId, string transcript)
    {
        if (Find(itemId) is MessageItem message)
        {
            Set(message with { Status = ItemStatus.Incomplete, Content = [new OutputAudioPart(transcript)] });
        }
    }

    /// <summary>The call has gained an item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="previousItemId">The item before it; null when it is the first.</param>
    public void Insert(ConversationItem item, string? previousItemId)
    {
        int previous = previousItemId is null ? -1 : _items.FindIndex(i => i.Id == previousItemId);
        _items.Insert(previous < 0 && previousItemId is not null ? _items.Count : previous + 1, item);
    }

    /// <summary>Puts a later state of an item in its place, or a new item at the end.</summary>
    public void Set(ConversationItem item)
    {
        int index = _items.FindIndex(i => i.Id == item.Id);
        if (index < 0)
        {
            _items.Add(item);
        }
        else
        {
            _items[index] = item;
        }
    }

    /// <summary>Says what ties a call to its output, which items of the server's tools do not tell.</summary>
    public void SetCallId(string itemId, string callId) => _callIds[itemId] = callId;

    /// <summary>An item has left the conversation.</summary>
    public void Remove(string itemId)
    {
        _items.RemoveAll(i => i.Id == itemId);
        _sounds.RemoveAll(s => s.ItemId == itemId);
        _callIds.Remove(itemId);
        _expected.Remove(itemId);
    }

    private static MessageItem ToItem(string turn) => new() { Id = turn, Role = MessageRole.User, Content = [new InputAudioPart(null)] };

    private ConversationItem? Find(string itemId) => _items.Find(i => i.Id == itemId);

    private static bool IsSilent(ConversationItem item) => item is MessageItem { Role: MessageRole.User, Content: [InputAudioPart { Transcript: null }] };
}
