using RtcVoice.Agents.Flite;
using RtcVoice.Conversation.Agent;

namespace RtcVoice.Load.Servers;

/// <summary>
/// An agent with no model: in a share of the calls it speaks without end, in the others it listens. Its speech comes as a
/// model's does, in bursts faster than it is heard: 400 ms at a time, up to 2 s ahead.
/// </summary>
internal sealed class TalkingAgent(double share) : IVoiceAgentFactory
{
    private const string Text =
        "The ferry left the island at six in the morning, when the gulls were still asleep on the harbour wall. "
        + "Nobody was aboard but a baker with two baskets, a doctor who had lost her umbrella, and a very old dog. "
        + "The captain counted them twice, as he had done every morning for thirty years, and wrote the number in a book.";

    private const int ChunkSamples = FliteVoice.SampleRate * 4 / 10;

    private static readonly TimeSpan MaxAhead = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AnswerLength = TimeSpan.FromSeconds(20);

    private short[] _story = [];
    private int _calls;

    /// <inheritdoc />
    public string Name => "talking";

    /// <inheritdoc />
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        using var voice = new FliteVoice();
        List<short> pcm = [];
        await foreach (SpokenSentence sentence in voice.SpeakAsync(Text, cancellationToken: cancellation))
        {
            pcm.AddRange(sentence.Pcm.Span);
        }

        _story = [.. pcm];
    }

    /// <inheritdoc />
    public IVoiceAgent Create()
    {
        int call = Interlocked.Increment(ref _calls);
        return new Agent((int)(call * share) > (int)((call - 1) * share) ? _story : []);
    }

    private sealed class Agent(short[] story) : IVoiceAgent
    {
        public async Task RunAsync(IAgentCall call, CancellationToken hangUp)
        {
            Task talking = story.Length > 0 ? TalkAsync(call, hangUp) : Task.CompletedTask;
            await foreach (AgentEvent happening in call.ReadEventsAsync(hangUp))
            {
                // Whoever asks gets no answer of words: it would only add to what is spoken already.
                if (happening is ResponseRequested { Response: var response })
                {
                    response.Complete();
                }
            }

            await talking;
        }

        private async Task TalkAsync(IAgentCall call, CancellationToken hangUp)
        {
            int position = Random.Shared.Next(story.Length - ChunkSamples);

            // Over all messages: the next begins when this one is written, not when it has been heard.
            long start = Environment.TickCount64;
            TimeSpan before = TimeSpan.Zero;
            while (!hangUp.IsCancellationRequested)
            {
                AgentResponse response = await call.BeginResponseAsync(hangUp);
                AgentMessage message = response.BeginMessage();
                message.WriteText("The ferry left the island.");
                while (message.AudioWritten < AnswerLength && !message.Cancelled.IsCancellationRequested)
                {
                    TimeSpan ahead = before + message.AudioWritten - TimeSpan.FromMilliseconds(Environment.TickCount64 - start);
                    if (ahead > MaxAhead)
                    {
                        await Task.Delay(ahead - MaxAhead, hangUp);
                    }

                    position = position + ChunkSamples > story.Length ? 0 : position;
                    await message.WriteAudioAsync(story.AsMemory(position, ChunkSamples), FliteVoice.SampleRate, hangUp);
                    position += ChunkSamples;
                }

                before += message.AudioWritten;
                message.Complete();
                response.Complete();
            }
        }
    }
}
