using RtcVoice.Agents.Gemini.Commands;
using RtcVoice.Agents.Upstreams;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Items;

namespace RtcVoice.Agents.Gemini.Conversation;

/// <summary>
/// What one session of the upstream's holds of the conversation, and the messages that make it hold what it should. All that
/// it is told goes into an activity of the person's: one that begins breaks off what is being made, and the end of one is
/// answered. It cannot be made to forget: of what was cut it is told what was heard.
/// </summary>
/// <param name="known">The conversation as it is.</param>
/// <param name="cuts">What was cut, by message.</param>
/// <param name="send">Sends a message.</param>
internal sealed class HeldConversation(KnownConversation known, IReadOnlyDictionary<string, MessageTruncated> cuts, Action<byte[]> send)
{
    /// <summary>1 s: the upstream wants sound in small pieces.</summary>
    private const int PieceSamples = UserTurn.SampleRate;

    private readonly KnownConversation _known = known;
    private readonly IReadOnlyDictionary<string, MessageTruncated> _cuts = cuts;
    private readonly Action<byte[]> _send = send;
    private readonly Dictionary<string, HeldItem> _items = new(StringComparer.Ordinal);

    /// <summary>Functions that the session waits for, by call.</summary>
    private readonly Dictionary<string, string> _calls = new(StringComparer.Ordinal);

    private TurnUpload? _upload;
    private bool _isActive;
    private bool _isEmpty = true;

    /// <summary>The turn that the session has heard last; null when it has heard none.</summary>
    public string? LastTurn { get; private set; }

    /// <summary>The turn that goes up while it is spoken, or null.</summary>
    public string? CurrentTurn => _upload?.ItemId;

    /// <summary>Whether functions are waited for.</summary>
    public bool HasOpenCalls => _calls.Count > 0;

    /// <summary>Tells of the conversation before the session, but for what the person has said last: that is to be answered.</summary>
    /// <returns>The turns; empty when there are none.</returns>
    public IReadOnlyList<HistoryTurn> TakeHistory()
    {
        ConversationItem[] items = [.. _known.Describe()];
        int count = items.Length;
        while (count > 0 && items[count - 1] is MessageItem { Role: MessageRole.User })
        {
            count--;
        }

        foreach (ConversationItem item in items.Take(count))
        {
            MessageTruncated? cut = _cuts.GetValueOrDefault(item.Id);
            _items[item.Id] = new HeldItem { Cut = cut, SettledCut = cut, IsSettled = true };
        }

        return [.. items.Take(count).Select(ItemText.Remember).OfType<HistoryTurn>()];
    }

    /// <summary>The session takes up another one.</summary>
    public void Restore(Resumption from)
    {
        foreach ((string id, HeldItem item) in from.Items)
        {
            _items[id] = item;
        }
    }

    /// <summary>Notes from where the session can be taken up again.</summary>
    public Resumption Offer(string handle) =>
        new(handle, _items.Where(i => i.Value.IsSettled).ToDictionary(i => i.Key, i => i.Value with { Cut = i.Value.SettledCut }, StringComparer.Ordinal));

    /// <summary>An answer has been made: what was told before it will be there when the session is taken up again.</summary>
    public void Settle()
    {
        foreach ((string id, HeldItem item) in _items.Where(i => !i.Value.IsSettled || i.Value.Cut != i.Value.SettledCut).ToArray())
        {
            _items[id] = item with { SettledCut = item.Cut, IsSettled = true };
        }
    }

    /// <summary>True when the session has been told of the item, or has said it.</summary>
    public bool Holds(string itemId) => _items.ContainsKey(itemId);

    /// <summary>The session has said something, or called a function.</summary>
    public void Hold(string itemId) => _items[itemId] = new HeldItem();

    /// <summary>The session waits for what a function returns.</summary>
    public void AwaitCall(string callId, string name) => _calls[callId] = name;

    /// <summary>The session does not wait for it any more.</summary>
    public void CancelCall(string callId) => _calls.Remove(callId);

    /// <summary>Breaks off what is being made.</summary>
    public void Interrupt() => BeginActivity();

    /// <summary>The person has begun to speak: the turn goes up from now on.</summary>
    /// <param name="itemId">The item that the turn will be.</param>
    /// <param name="position">Where in all the person's sound it begins.</param>
    /// <param name="recent">The sound of the last moments.</param>
    public void BeginTurn(string itemId, TimeSpan position, IEnumerable<UserSound> recent)
    {
        BeginActivity();
        _upload = new TurnUpload(itemId, position);
        LastTurn = itemId;
        foreach (UserSound piece in recent)
        {
            Hear(piece);
        }
    }

    /// <summary>The person is heard.</summary>
    public void Hear(UserSound piece)
    {
        if (_isActive && _upload?.Take(piece) is { Length: > 0 } pcm)
        {
            Add(LiveCommands.Sound(pcm));
        }
    }

    /// <summary>The person has ended a turn; whether it is answered shows later.</summary>
    public void EndTurn(string itemId)
    {
        if (_isActive && _upload?.ItemId == itemId)
        {
            SpeakTurn(itemId);
        }
    }

    /// <summary>Tells what was heard of messages that were cut, if the person is saying something.</summary>
    public void TellCuts()
    {
        foreach (MessageTruncated cut in _cuts.Values)
        {
            if (_isActive && _items.TryGetValue(cut.ItemId, out HeldItem? item) && !ReferenceEquals(item.Cut, cut))
            {
                _items[cut.ItemId] = item with { Cut = cut };
                _send(LiveCommands.Text(cut.ToCorrectiveNote()));
            }
        }
    }

    /// <summary>Tells what is not known there yet, and asks for an answer.</summary>
    /// <param name="instructions">What the answer is told beside that, or null.</param>
    /// <returns>True when the answer goes on from functions that were called.</returns>
    public bool Ask(string? instructions)
    {
        ConversationItem[] news = [.. _known.Describe().Where(i => !_items.ContainsKey(i.Id))];
        if (!_isActive && instructions is null && news.Length > 0 && news.All(IsAwaited))
        {
            Return(news.Cast<FunctionCallOutputItem>());
            return true;
        }

        BeginActivity();
        foreach (ConversationItem item in news)
        {
            Tell(item);
        }

        if (instructions is not null)
        {
            Add(LiveCommands.Text($"[For this answer: {instructions}]"));
        }
        else if (_isEmpty)
        {
            Add(LiveCommands.Text("[Nobody says anything. Go on.]"));
        }

        _send(LiveCommands.EndActivity());
        _isActive = false;
        return false;
    }

    private void BeginActivity()
    {
        if (!_isActive)
        {
            _isActive = true;
            _isEmpty = true;

            // Who cuts in is not told what functions have returned; that is told like anything else.
            _calls.Clear();
            _send(LiveCommands.BeginActivity());
        }

        TellCuts();
    }

    private bool IsAwaited(ConversationItem item) => item is FunctionCallOutputItem output && _calls.ContainsKey(output.CallId);

    private void Return(IEnumerable<FunctionCallOutputItem> outputs)
    {
        var returned = new List<FunctionOutput>();
        foreach (FunctionCallOutputItem output in outputs)
        {
            Hold(output.Id);
            _calls.Remove(output.CallId, out string? name);
            returned.Add(new FunctionOutput(output.CallId, name!, output.Output));
        }

        // One that nothing is said of would be waited for.
        returned.AddRange(_calls.Select(c => new FunctionOutput(c.Key, c.Value, "It was not run.", IsError: true)));
        _calls.Clear();
        _send(LiveCommands.FunctionResponses(returned));
    }

    private void Tell(ConversationItem item)
    {
        if (ItemText.Tell(item) is { } text)
        {
            Hold(item.Id);
            Add(LiveCommands.Text(text));
        }
        else if (item is MessageItem { Role: MessageRole.User })
        {
            SpeakTurn(item.Id);
        }
    }

    // What of a turn has not gone up ahead. A piece that was lost on the way there is no matter: it goes up from where it is missing.
    private void SpeakTurn(string itemId)
    {
        int sent = _upload?.ItemId == itemId ? _upload.Sent : 0;
        _upload = null;
        Hold(itemId);
        LastTurn = itemId;
        ReadOnlySpan<short> pcm = _known.SoundOf(itemId).Span;
        for (int start = sent; start < pcm.Length; start += PieceSamples)
        {
            Add(LiveCommands.Sound(pcm.Slice(start, Math.Min(PieceSamples, pcm.Length - start))));
        }
    }

    private void Add(byte[] input)
    {
        _isEmpty = false;
        _send(input);
    }
}
