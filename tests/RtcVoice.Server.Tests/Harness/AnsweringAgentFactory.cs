using System.Collections.Concurrent;
using RtcVoice.Conversation.Agent;

namespace RtcVoice.Server.Tests.Harness;

/// <summary>Agents that answer whenever they are asked to: so long a tone, with these words.</summary>
internal sealed class AnsweringAgentFactory : IVoiceAgentFactory
{
    public const string Words = "I heard you very well.";

    private const int Rate = 24_000;

    public string Name => "answering";

    /// <summary>How long the answer is.</summary>
    public TimeSpan Length { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What agents were told, of all calls.</summary>
    public ConcurrentQueue<AgentEvent> Told { get; } = new();

    public Task PrepareAsync(CancellationToken cancellation) => Task.CompletedTask;

    public IVoiceAgent Create() => new AnsweringAgent(this);

    private sealed class AnsweringAgent(AnsweringAgentFactory factory) : IVoiceAgent
    {
        public async Task RunAsync(IAgentCall call, CancellationToken hangUp)
        {
            await foreach (AgentEvent happening in call.ReadEventsAsync(hangUp))
            {
                factory.Told.Enqueue(happening);
                switch (happening)
                {
                    case UserTurnEnded turn:
                        call.CompleteUserTranscript(turn.Turn.ItemId, "somebody spoke");
                        break;
                    case ResponseRequested asked:
                        await AnswerAsync(asked.Response, hangUp);
                        break;
                }
            }
        }

        private async Task AnswerAsync(AgentResponse response, CancellationToken hangUp)
        {
            AgentMessage message = response.BeginMessage();
            message.WriteText(Words);
            if (message.IsSpoken)
            {
                short[] tone = [.. Enumerable.Range(0, (int)(factory.Length.TotalSeconds * Rate)).Select(i => (short)(6000 * Math.Sin(i / 12.0)))];
                await message.WriteAudioAsync(tone, Rate, hangUp);
            }

            message.Complete();
            response.ReportUsage(new ResponseUsage { InputAudioTokens = 30, OutputAudioTokens = 20, OutputTextTokens = 5 });
            response.Complete();
        }
    }
}
