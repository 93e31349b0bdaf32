using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Session;
using RtcVoice.TestKit.Voices;

namespace RtcVoice.TestKit.Agents;

/// <summary>The person in a <see cref="StandaloneCall"/>, and the conversation as the call would have it.</summary>
/// <param name="call">The call.</param>
public sealed class ScriptedPerson(StandaloneCall call)
{
    private const int PieceSamples = UserTurn.SampleRate / 50;

    private static readonly short[] Noise = MakeNoise(5 * UserTurn.SampleRate);

    private readonly StandaloneCall _call = call;
    private readonly List<ConversationItem> _history = [];
    private int _turns;

    /// <summary>The conversation so far.</summary>
    public IReadOnlyList<ConversationItem> History => _history;

    /// <summary>How long so many pieces of sound are.</summary>
    public static TimeSpan Time(int pieces) => TimeSpan.FromSeconds((double)pieces * PieceSamples / UserTurn.SampleRate);

    /// <summary>The sound of the person's from one piece to another.</summary>
    public static ReadOnlyMemory<short> Sound(int from, int to) => Noise.AsMemory(from * PieceSamples, (to - from) * PieceSamples);

    /// <summary>Says something for 2 s, of which no sound is heard before it is over.</summary>
    /// <returns>The item.</returns>
    public string Speak()
    {
        string id = $"item_turn_{++_turns}";
        _call.Tell(new UserSpeechStarted(id));
        _call.Tell(new UserTurnEnded(new UserTurn(id, new short[2 * UserTurn.SampleRate], TimeSpan.FromSeconds(1.5))));
        Remember(new MessageItem { Id = id, Role = MessageRole.User, Content = [new InputAudioPart(null)] });
        return id;
    }

    /// <summary>Begins a turn, from a piece of sound on.</summary>
    public void Begin(string itemId, int from) => _call.Tell(new UserSpeechStarted(itemId) { Position = Time(from) });

    /// <summary>Is heard from one piece of sound to another.</summary>
    public void BeHeard(int from, int to)
    {
        for (int piece = from; piece < to; piece++)
        {
            _call.Sound.Writer.TryWrite(new UserSound(Time(piece), Sound(piece, piece + 1)));
        }
    }

    /// <summary>Ends a turn that goes from one piece of sound to another.</summary>
    public void End(string itemId, int from, int to)
    {
        _call.Tell(new UserTurnEnded(new UserTurn(itemId, Sound(from, to), Time(to - from))));
        Remember(new MessageItem { Id = itemId, Role = MessageRole.User, Content = [new InputAudioPart(null)] });
    }

    /// <summary>Writes something.</summary>
    /// <returns>The item.</returns>
    public string Write(string text)
    {
        var item = new MessageItem { Id = $"item_text_{++_turns}", Role = MessageRole.User, Content = [new InputTextPart(text)] };
        _call.Tell(new ItemAdded(item, _history.LastOrDefault()?.Id));
        Remember(item);
        return item.Id;
    }

    /// <summary>Wants an answer.</summary>
    public RecordedResponse Ask(ResponseConfig? config = null) => _call.Ask(config, [.. _history]);

    /// <summary>Cuts in on an answer of which only so much was heard.</summary>
    public void CutIn(RecordedResponse response, string heardWords, TimeSpan heard)
    {
        ArgumentNullException.ThrowIfNull(response);
        string id = response.Messages.Single().Writer.ItemId;
        _call.Tell(new MessageTruncated(id, heard, heardWords));
        response.Cancel();
        if (heard == TimeSpan.Zero)
        {
            Forget(id);
            return;
        }

        Remember(new MessageItem { Id = id, Role = MessageRole.Assistant, Status = ItemStatus.Incomplete, Content = [new OutputAudioPart(heardWords)] });
    }

    /// <summary>Puts an item, or a later state of it, into the history that answers are asked for with.</summary>
    public void Remember(ConversationItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        int index = _history.FindIndex(i => i.Id == item.Id);
        if (index < 0)
        {
            _history.Add(item);
        }
        else
        {
            _history[index] = item;
        }
    }

    /// <summary>Puts what was said in an answer into the history.</summary>
    public void Remember(RecordedResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        foreach (RecordedMessage message in response.Messages)
        {
            Remember(new MessageItem { Id = message.Writer.ItemId, Role = MessageRole.Assistant, Content = [new OutputAudioPart(message.Text)] });
        }

        foreach (RecordedCall call in response.Calls)
        {
            Remember(new FunctionCallItem { Id = call.Writer.ItemId, CallId = call.Writer.CallId, Name = call.Name, Arguments = call.Arguments });
        }
    }

    /// <summary>Says what a function of the client's has returned.</summary>
    public void Return(RecordedCall call, string output)
    {
        ArgumentNullException.ThrowIfNull(call);
        var item = new FunctionCallOutputItem { Id = $"item_out_{call.Writer.CallId}", CallId = call.Writer.CallId, Output = output };
        _call.Tell(new ItemAdded(item, _history.LastOrDefault()?.Id));
        Remember(item);
    }

    /// <summary>Takes an item out of the conversation.</summary>
    public void Forget(string itemId)
    {
        _history.RemoveAll(i => i.Id == itemId);
        _call.Tell(new ItemDeleted(itemId));
    }

    private static short[] MakeNoise(int samples) => [.. Enumerable.Range(0, samples).Select(i => (short)(8000 * SeededNoise.Symmetric(1, (ulong)i)))];
}
