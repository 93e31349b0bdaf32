using System.Collections.Concurrent;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Items;
using RtcVoice.TestKit.Voices;

namespace RtcVoice.Browser.Tests.Harness;

/// <summary>
/// An agent to converse with, whose words are known and whose voice can be found in a recording. It answers what was said
/// last: a word of a story with a story, a word of an order or of the tide by asking the client's function or the server's,
/// a function's result by saying it, and anything else by saying that it heard. It makes out a sentence of its own in each turn of the person.
/// </summary>
internal sealed class ConversingAgent : IVoiceAgent, IVoiceAgentFactory
{
    /// <summary>What it makes out in every spoken turn.</summary>
    public const string Understood = "Can you hear me out here?";

    /// <summary>What it says to someone who spoke.</summary>
    public const string Acknowledgement = "Loud and clear, thank you.";

    /// <summary>What it says first, when it greets.</summary>
    public const string Greeting = "Good morning, this is the harbour.";

    /// <summary>The function that it asks for, as the page has it.</summary>
    public const string Function = "look_up_order";

    /// <summary>The server's function that it asks for.</summary>
    public const string ServerFunction = "look_up_tide";

    /// <summary>60 words: 18 seconds.</summary>
    public static readonly string Story = string.Join(' ', Enumerable.Range(1, 60).Select(i => $"word{i}"));

    /// <summary>How long it speaks on each word.</summary>
    public static readonly TimeSpan WordLength = TimeSpan.FromSeconds(0.3);

    private static readonly BabbleVoice TheVoice = BabbleVoice.Speak(301, WordLength * 62);
    private readonly double _speed;

    /// <summary>Makes the agent.</summary>
    /// <param name="speed">How much faster than real time its sound comes.</param>
    public ConversingAgent(double speed = 2) => _speed = speed;

    /// <summary>The voice that all its answers begin at the start of.</summary>
    public static BabbleVoice Voice => TheVoice;

    /// <summary>Whether it speaks first.</summary>
    public bool Greets { get; init; }

    /// <summary>Whether it makes out each turn only when it tries again.</summary>
    public bool Hesitates { get; init; }

    /// <summary>The name that selects it.</summary>
    public string Name => "conversing";

    /// <summary>What happened in its calls, in order.</summary>
    public ConcurrentQueue<AgentEvent> Events { get; } = [];

    public Task PrepareAsync(CancellationToken cancellation) => Task.CompletedTask;

    public IVoiceAgent Create() => this;

    public async Task RunAsync(IAgentCall call, CancellationToken hangUp)
    {
        if (Greets)
        {
            AgentResponse greeting = await call.BeginResponseAsync(hangUp);
            await SayAsync(greeting, Greeting, hangUp);
            greeting.Complete();
        }

        await foreach (AgentEvent happening in call.ReadEventsAsync(hangUp))
        {
            Events.Enqueue(happening);
            switch (happening)
            {
                case UserTurnEnded { Turn: var turn }:
                    MakeOut(call, turn.ItemId);
                    break;
                case ResponseRequested { Response: var response }:
                    _ = AnswerAsync(response, hangUp);
                    break;
            }
        }
    }

    private void MakeOut(IAgentCall call, string itemId)
    {
        if (Hesitates)
        {
            call.FailUserTranscript(itemId, "too_noisy", "The wind is in it.");
        }

        int middle = Understood.Length / 2;
        call.WriteUserTranscript(itemId, Understood[..middle]);
        call.WriteUserTranscript(itemId, Understood[middle..]);
        call.CompleteUserTranscript(itemId, Understood);
    }

    private async Task AnswerAsync(AgentResponse response, CancellationToken hangUp)
    {
        try
        {
            response.ReportRateLimits([new RateLimit("tokens", 40_000, 39_000, TimeSpan.FromSeconds(1.5))]);
            switch (response.History is [.., var last] ? last : null)
            {
                case FunctionCallOutputItem { Output: var output }:
                    await SayAsync(response, output, hangUp);
                    break;
                case McpCallItem { Output: { } output }:
                    await SayAsync(response, output, hangUp);
                    break;
                case MessageItem { Content: [InputTextPart { Text: var text }] } when text.Contains("tide", StringComparison.Ordinal):
                    AgentFunctionCall look = response.BeginFunctionCall(ServerFunction);
                    look.WriteArguments("{}");
                    look.Complete();
                    break;
                case MessageItem { Content: [InputTextPart { Text: var text }] } when text.Contains("story", StringComparison.Ordinal):
                    await SayAsync(response, Story, hangUp);
                    break;
                case MessageItem { Content: [InputTextPart { Text: var text }] } when text.Contains("order", StringComparison.Ordinal):
                    AgentFunctionCall ask = response.BeginFunctionCall(Function);
                    ask.WriteArguments("{\"order\":");
                    ask.WriteArguments($"{new string([.. text.Where(char.IsAsciiDigit)])}}}");
                    ask.Complete();
                    break;
                default:
                    await SayAsync(response, Acknowledgement, hangUp);
                    break;
            }

            response.Complete();
        }
        catch (OperationCanceledException)
        {
            // The call is over.
        }
    }

    private async Task SayAsync(AgentResponse response, string text, CancellationToken hangUp)
    {
        AgentMessage message = response.BeginMessage();
        string[] words = text.Split(' ');
        for (int i = 0; i < words.Length; i++)
        {
            string word = i == 0 ? words[i] : $" {words[i]}";
            if (!message.IsSpoken)
            {
                message.WriteText(word);
                continue;
            }

            message.WriteWord(word, i * WordLength, (i + 1) * WordLength);
            if (!await message.WriteAudioAsync(Part(i * WordLength, (i + 1) * WordLength), BabbleVoice.NativeRate, hangUp))
            {
                return;
            }

            await Task.Delay(WordLength / _speed, hangUp);
        }

        message.Complete();
    }

    private static short[] Part(TimeSpan from, TimeSpan to) =>
        TheVoice.Samples[(int)(from.TotalSeconds * BabbleVoice.NativeRate)..(int)(to.TotalSeconds * BabbleVoice.NativeRate)].ToArray();
}
