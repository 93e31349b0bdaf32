using RtcVoice.Agents.Upstreams;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Items;

namespace RtcVoice.Agents.Cascade.Answers;

/// <summary>
/// The conversation as it was heard, with the words of the turns as they become known. Any thread's: words, cuts and answers
/// come as they like.
/// </summary>
internal sealed class CascadeConversation
{
    private readonly Lock _gate = new();
    private readonly KnownConversation _known = new();
    private readonly Dictionary<string, Task<string>> _words = new(StringComparer.Ordinal);
    private readonly HashSet<string> _idle = new(StringComparer.Ordinal);

    /// <summary>Messages that were cut: what their answers still make of them is not part of the conversation.</summary>
    private readonly HashSet<string> _cut = new(StringComparer.Ordinal);

    /// <summary>The items, oldest first, with tools of the server as calls and their outputs.</summary>
    public List<ConversationItem> Items
    {
        get
        {
            lock (_gate)
            {
                return [.. _known.Describe()];
            }
        }
    }

    /// <summary>Whether an item is a turn in which nothing was said.</summary>
    public bool IsIdle(string itemId)
    {
        lock (_gate)
        {
            return _idle.Contains(itemId);
        }
    }

    /// <summary>The person has said something.</summary>
    public void AddTurn(UserTurn turn)
    {
        lock (_gate)
        {
            _known.AddTurn(turn);
            if (turn.Pcm.IsEmpty)
            {
                _idle.Add(turn.ItemId);
            }
        }
    }

    /// <summary>The words of a turn are being made out.</summary>
    public void AwaitWords(string itemId, Task<string> words)
    {
        lock (_gate)
        {
            _words[itemId] = words;
        }
    }

    /// <summary>The words of a turn are known.</summary>
    public void SetWords(string itemId, string words)
    {
        lock (_gate)
        {
            _known.SetTranscript(itemId, words);
        }
    }

    /// <summary>What is to become of the words of an item; null when it is no turn that was heard here.</summary>
    public Task<string>? WordsOf(string itemId)
    {
        lock (_gate)
        {
            return _words.GetValueOrDefault(itemId);
        }
    }

    /// <summary>Waits until no words are being made out any more, well or not.</summary>
    public async Task SettleAsync(CancellationToken cancellation)
    {
        Task<string>[] open;
        lock (_gate)
        {
            open = [.. _words.Values.Where(w => !w.IsCompleted)];
        }

        await ((Task)Task.WhenAll(open)).WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Takes over the conversation as the call has it.</summary>
    public void Replace(IReadOnlyList<ConversationItem> history)
    {
        lock (_gate)
        {
            _known.Replace(history);
        }
    }

    /// <summary>Of a message, only so much was heard.</summary>
    public void Truncate(MessageTruncated cut)
    {
        lock (_gate)
        {
            _cut.Add(cut.ItemId);
            _known.Truncate(cut.ItemId, cut.Transcript);
        }
    }

    /// <summary>The call has gained an item.</summary>
    public void Insert(ItemAdded added)
    {
        lock (_gate)
        {
            _known.Insert(added.Item, added.PreviousItemId);
        }
    }

    /// <summary>An item has left the conversation.</summary>
    public void Remove(string itemId)
    {
        lock (_gate)
        {
            _known.Remove(itemId);
            _words.Remove(itemId);
            _idle.Remove(itemId);
        }
    }

    /// <summary>An answer has said so much of a message.</summary>
    public void SetSaid(AgentMessage message, string text, ItemStatus status)
    {
        lock (_gate)
        {
            if (!_cut.Contains(message.ItemId))
            {
                _known.Set(new MessageItem
                {
                    Id = message.ItemId,
                    Role = MessageRole.Assistant,
                    Status = status,
                    Content = [message.IsSpoken ? new OutputAudioPart(text) : new OutputTextPart(text)],
                });
            }
        }
    }

    /// <summary>An answer has called a function.</summary>
    public void SetCalled(AgentFunctionCall call, string name, string arguments)
    {
        lock (_gate)
        {
            _known.SetCallId(call.ItemId, call.CallId);
            _known.Set(new FunctionCallItem { Id = call.ItemId, CallId = call.CallId, Name = name, Arguments = arguments });
        }
    }
}
