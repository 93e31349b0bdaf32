using Microsoft.Extensions.AI;
using RtcVoice.Agents.Upstreams;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Tools;

namespace RtcVoice.Agents.Cascade.Prompts;

/// <summary>Makes of a conversation, and of what the answer is to be, what the language model is asked.</summary>
/// <param name="options">How the model is to work.</param>
/// <param name="tools">The server's tools.</param>
internal sealed class PromptWriter(CascadeChatOptions options, IReadOnlyList<ServerTool> tools)
{
    /// <summary>Calls upon calls, without a word in between, that a model may make; then it has to say something.</summary>
    private const int MaxToolRounds = 8;

    private readonly CascadeChatOptions _options = options;
    private readonly IReadOnlyList<ServerTool> _tools = tools;

    /// <summary>Makes it.</summary>
    /// <param name="config">What the answer is to be.</param>
    /// <param name="session">How the session is configured.</param>
    /// <param name="items">The conversation, oldest first, with tools of the server as calls and their outputs.</param>
    /// <param name="isIdle">Whether an item is a turn in which nothing was said.</param>
    public Prompt Write(ResponseConfig config, SessionConfig session, IReadOnlyList<ConversationItem> items, Func<string, bool> isIdle)
    {
        List<ChatMessage> messages = ChatHistory.Of(config.Instructions, items, isIdle);
        List<AITool> tools = ToolDeclarations.Of(config.Tools, _tools);
        var chat = new ChatOptions { Temperature = _options.Temperature, MaxOutputTokens = config.MaxOutputTokens };
        if (tools.Count > 0)
        {
            chat.Tools = tools;
            chat.ToolMode = ModeOf(config.ToolChoice, Rounds(messages));
            chat.AllowMultipleToolCalls = session.ParallelToolCalls;
        }

        return new Prompt(messages, chat);
    }

    // A call that was asked for has been made when its output is there: asked for again, it would be made for ever.
    private static ChatToolMode ModeOf(ToolChoice choice, int rounds) => rounds switch
    {
        0 => ToolModes.Of(choice),
        >= MaxToolRounds => ChatToolMode.None,
        _ => choice.Mode == ToolChoiceMode.None ? ChatToolMode.None : ChatToolMode.Auto,
    };

    // Those since anybody but the model had something to say.
    private static int Rounds(List<ChatMessage> messages)
    {
        int rounds = 0;
        for (int i = messages.Count - 1; i >= 0 && messages[i].Role != ChatRole.User && messages[i].Role != ChatRole.System; i--)
        {
            rounds += messages[i].Contents.OfType<FunctionCallContent>().Any() ? 1 : 0;
        }

        return rounds;
    }
}
