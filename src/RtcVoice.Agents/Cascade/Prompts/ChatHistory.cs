using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using RtcVoice.Conversation.Items;

namespace RtcVoice.Agents.Cascade.Prompts;

/// <summary>
/// Makes the messages of a chat of the items of a conversation. What was said aloud is there as it was heard, and where it
/// was broken off the model is told so at the head of what the person says next: as text of its own it would learn to say it.
/// </summary>
internal sealed class ChatHistory
{
    private const string BrokenOff = "[Your last message was interrupted: no more of it was heard than stands above.]";
    private const string Inaudible = "[The person said something that could not be made out.]";
    private const string Silence = "[The person has said nothing for a while.]";

    private readonly List<ChatMessage> _messages = [];
    private readonly Dictionary<string, FunctionCallOutputItem> _outputs;
    private readonly List<FunctionCallItem> _calls = [];
    private readonly Func<string, bool> _isIdle;
    private bool _isBrokenOff;

    private ChatHistory(IReadOnlyList<ConversationItem> items, Func<string, bool> isIdle)
    {
        _isIdle = isIdle;
        _outputs = items.OfType<FunctionCallOutputItem>().GroupBy(o => o.CallId).ToDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);
    }

    /// <summary>Makes the messages.</summary>
    /// <param name="instructions">What the model is told to be; empty for nothing.</param>
    /// <param name="items">The conversation, oldest first, with tools of the server as calls and their outputs.</param>
    /// <param name="isIdle">Whether an item is a turn in which nothing was said, rather than something that is not known.</param>
    public static List<ChatMessage> Of(string instructions, IReadOnlyList<ConversationItem> items, Func<string, bool> isIdle)
    {
        var history = new ChatHistory(items, isIdle);
        if (instructions.Length > 0)
        {
            history._messages.Add(new ChatMessage(ChatRole.System, instructions));
        }

        foreach (ConversationItem item in items)
        {
            history.Add(item);
        }

        history.AddCalls();
        if (history._isBrokenOff)
        {
            history._messages.Add(new ChatMessage(ChatRole.User, BrokenOff));
        }

        return history._messages;
    }

    private void Add(ConversationItem item)
    {
        if (item is FunctionCallItem call)
        {
            if (_outputs.ContainsKey(call.CallId))
            {
                _calls.Add(call);
            }

            return;
        }

        // Calls behind an output are another round: the model made them when it knew it.
        AddCalls();
        if (item is MessageItem message)
        {
            Add(message);
        }
    }

    // Calls that were made together go together, and their outputs directly behind them, wherever they came: models insist on it.
    private void AddCalls()
    {
        if (_calls.Count == 0)
        {
            return;
        }

        _messages.Add(new ChatMessage(ChatRole.Assistant, [.. _calls.Select(c => new FunctionCallContent(c.CallId, c.Name, Read(c.Arguments)))]));
        foreach (FunctionCallItem call in _calls)
        {
            _messages.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call.CallId, _outputs[call.CallId].Output)]));
        }

        _calls.Clear();
    }

    private void Add(MessageItem message)
    {
        string text = TextOf(message);
        if (text.Length == 0)
        {
            return;
        }

        if (message.Role == MessageRole.User && _isBrokenOff)
        {
            _isBrokenOff = false;
            text = $"{BrokenOff}\n{text}";
        }

        _messages.Add(new ChatMessage(RoleOf(message.Role), text));
        if (message.Role == MessageRole.Assistant)
        {
            _isBrokenOff = message.Status == ItemStatus.Incomplete;
        }
    }

    private string TextOf(MessageItem message)
    {
        var text = new StringBuilder();
        foreach (ContentPart part in message.Content)
        {
            string piece = part switch
            {
                InputTextPart written => written.Text,
                InputAudioPart { Transcript: { } words } => words,
                InputAudioPart => _isIdle(message.Id) ? Silence : Inaudible,
                OutputTextPart written => written.Text,
                OutputAudioPart said => said.Transcript,
                _ => "",
            };
            if (piece.Length > 0)
            {
                text.Append(text.Length > 0 ? "\n" : "").Append(piece.Trim());
            }
        }

        return text.ToString();
    }

    private static ChatRole RoleOf(MessageRole role) => role switch
    {
        MessageRole.System => ChatRole.System,
        MessageRole.Assistant => ChatRole.Assistant,
        _ => ChatRole.User,
    };

    // What a model has made up need not be JSON; it is told that it called, all the same.
    private static Dictionary<string, object?> Read(string arguments)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments.Length > 0 ? arguments : "{}") ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
