using Microsoft.Extensions.AI;
using RtcVoice.Agents.Cascade.Clients;
using RtcVoice.Agents.Cascade.Prompts;
using RtcVoice.Agents.Cascade.Stages;
using RtcVoice.Conversation.Tools;

namespace RtcVoice.Agents.Cascade.Answers;

/// <summary>The stages as all calls share them.</summary>
internal sealed class CascadeStages
{
    private readonly IChatClient _chat;
    private readonly StageReader _chatReader;

    /// <summary>Makes them.</summary>
    /// <param name="clients">Who provides them.</param>
    /// <param name="options">How they work.</param>
    /// <param name="tools">The server's tools.</param>
    /// <param name="clock">Measures time.</param>
    public CascadeStages(CascadeClients clients, CascadeOptions options, IReadOnlyList<ServerTool> tools, TimeProvider clock)
    {
        _chat = clients.Chat;
        _chatReader = new StageReader(Stage.Chat, TimeSpan.FromSeconds(options.Chat.TimeoutSeconds), clock);
        Transcriber = new Transcriber(clients.Stt, options.Stt, clock);
        Prompts = new PromptWriter(options.Chat, tools);
        Voice = new Voice(clients.Tts, options.Tts, clock);
        IsPreemptive = options.Preemptive;
    }

    /// <summary>Makes out words.</summary>
    public Transcriber Transcriber { get; }

    /// <summary>Writes what the model is asked.</summary>
    public PromptWriter Prompts { get; }

    /// <summary>Speaks.</summary>
    public Voice Voice { get; }

    /// <summary>Whether answers are begun before it is certain that they are wanted.</summary>
    public bool IsPreemptive { get; }

    /// <summary>Asks the model.</summary>
    public ChatRun Ask(Prompt prompt, CancellationToken cancellation) => new(_chat, _chatReader, prompt, cancellation);
}
