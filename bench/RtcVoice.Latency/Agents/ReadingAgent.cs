using System.Collections.Concurrent;
using RtcVoice.Agents.Flite;
using RtcVoice.Conversation.Agent;

namespace RtcVoice.Latency.Agents;

/// <summary>
/// Reads a story aloud with the local voice, as the local agent would: first of all, and whenever an answer is wanted, each
/// time from another sentence on.
/// </summary>
internal sealed class ReadingAgent : IVoiceAgent, IVoiceAgentFactory, IDisposable
{
    /// <summary>Enough for 20 s, more than anyone listens to.</summary>
    private const int SentencesPerAnswer = 7;

    private static readonly string[] Story =
    [
        "The ferry left the island at six in the morning, when the gulls were still asleep on the harbour wall.",
        "Nobody was aboard but a baker with two baskets, a doctor who had lost her umbrella, and a very old dog.",
        "The captain counted them twice, as he had done every morning for thirty years, and wrote the number in a book.",
        "Half way across the bay the engine coughed, stopped, and would not start again.",
        "So they drifted, and the baker opened one of his baskets, because bread does not get any better by waiting.",
        "The doctor told them how she had once crossed a desert with a man who was afraid of sand.",
        "Then the dog stood up, walked to the bow, and barked three times into the fog.",
        "Out of the fog came an answer, and it was not a dog, and it was not an echo either.",
        "It was the bell of the old lighthouse, which had been closed before any of them was born.",
        "They took the oars and rowed toward it, slowly, with flour on their hands.",
        "Behind the rocks there was a quiet beach, and on the beach stood a table with four chairs.",
        "A note under a stone said that breakfast would be served whenever the ferry was late.",
        "The captain read it aloud, closed his book, and for the first time did not write anything down.",
        "They ate, and talked about the weather, and about people whom they had all forgotten to write to.",
        "When the sun came through, the engine started at the first touch, as if it had only wanted to sleep.",
        "In the evening each of them told the story at home, and each of them was believed by exactly one person.",
    ];

    private readonly FliteVoice _voice = new();
    private int _answers;

    /// <summary>The name that selects it.</summary>
    public string Name => "reading";

    /// <summary>What it has said, by item.</summary>
    public ConcurrentDictionary<string, SpokenAnswer> Answers { get; } = [];

    /// <inheritdoc />
    public Task PrepareAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc />
    public IVoiceAgent Create() => this;

    /// <inheritdoc />
    public async Task RunAsync(IAgentCall call, CancellationToken hangUp)
    {
        Task reading = ReadAsync(await call.BeginResponseAsync(hangUp), hangUp);
        await foreach (AgentEvent happening in call.ReadEventsAsync(hangUp))
        {
            if (happening is ResponseRequested { Response: var response })
            {
                await reading;
                reading = ReadAsync(response, hangUp);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose() => _voice.Dispose();

    private async Task ReadAsync(AgentResponse response, CancellationToken hangUp)
    {
        int from = Interlocked.Increment(ref _answers);
        string text = string.Join(' ', Enumerable.Range(from, SentencesPerAnswer).Select(i => Story[i % Story.Length]));
        AgentMessage message = response.BeginMessage();
        SpokenAnswer answer = Answers.GetOrAdd(message.ItemId, _ => new SpokenAnswer());
        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(hangUp, message.Cancelled);
            await foreach (SpokenSentence sentence in _voice.SpeakAsync(text, cancellationToken: stop.Token))
            {
                WriteWords(message, answer, sentence, text);
                answer.Add(sentence.Pcm);
                await message.WriteAudioAsync(sentence.Pcm, FliteVoice.SampleRate, stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Cut, or hung up: what is left stays unsaid.
        }

        message.Complete();
        response.Complete();
    }

    private static void WriteWords(AgentMessage message, SpokenAnswer answer, SpokenSentence sentence, string text)
    {
        TimeSpan start = message.AudioWritten;
        for (int i = 0; i < sentence.Words.Count; i++)
        {
            SpokenWord word = sentence.Words[i];
            int from = i == 0 ? sentence.TextStart : word.TextStart;
            int to = i + 1 < sentence.Words.Count ? sentence.Words[i + 1].TextStart : sentence.TextStart + sentence.TextLength;
            answer.Add(new SpokenAnswer.Word(text[from..to], start + word.Start, start + word.End));
            message.WriteWord(text[from..to], start + word.Start, start + word.End);
        }
    }
}
