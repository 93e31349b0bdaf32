using System.Collections.Concurrent;
using RtcVoice.Conversation.Agent;
using RtcVoice.TestKit.Voices;

namespace RtcVoice.BrowserKit.Agents;

/// <summary>
/// An agent whose every moment can be told from a recording: its answers are the parts of one voice, in order, each
/// going on where the last one ended, and they come as a model's do: in bursts, faster than real time, with stalls.
/// Each answer is a response of one message.
/// </summary>
public sealed class ScriptedAgent : IVoiceAgent, IVoiceAgentFactory
{
    private readonly BabbleVoice _voice;
    private readonly AgentScript _script;

    public ScriptedAgent(BabbleVoice voice, AgentScript script)
    {
        _voice = voice;
        _script = script;
    }

    /// <summary>The name that selects it.</summary>
    public string Name => "scripted";

    /// <summary>What happened in its calls, in order.</summary>
    public ConcurrentQueue<AgentEvent> Events { get; } = [];

    public Task PrepareAsync(CancellationToken cancellation) => Task.CompletedTask;

    public IVoiceAgent Create() => this;

    public async Task RunAsync(IAgentCall call, CancellationToken hangUp)
    {
        int answers = 0;
        var position = TimeSpan.Zero;
        if ((_script.SpeaksFirst || !_script.WaitsForTurns) && TryTakeAnswer(out Answer first))
        {
            _ = SayUnaskedAsync(call, first, TimeSpan.Zero, hangUp);
        }

        await foreach (AgentEvent happening in call.ReadEventsAsync(hangUp))
        {
            Events.Enqueue(happening);
            switch (happening)
            {
                case ResponseRequested { Response: var response } when _script.WaitsForTurns && TryTakeAnswer(out Answer answer):
                    _ = SayAsync(response, answer, hangUp);
                    break;
                case ResponseRequested { Response: var response }:
                    response.Complete();
                    break;
                case MessageHeard when !_script.WaitsForTurns && TryTakeAnswer(out Answer next):
                    _ = SayUnaskedAsync(call, next, _script.Pause, hangUp);
                    break;
            }
        }

        bool TryTakeAnswer(out Answer answer)
        {
            answer = default;
            if (answers == _script.Answers.Count)
            {
                return false;
            }

            TimeSpan end = position + _script.Answers[answers++];
            answer = new Answer((ulong)answers, position, end);
            position = end;
            return true;
        }
    }

    private async Task SayUnaskedAsync(IAgentCall call, Answer answer, TimeSpan after, CancellationToken hangUp)
    {
        try
        {
            await Task.Delay(after, hangUp);
            await SayAsync(await call.BeginResponseAsync(hangUp), answer, hangUp);
        }
        catch (OperationCanceledException)
        {
            // The call is over.
        }
    }

    private async Task SayAsync(AgentResponse response, Answer answer, CancellationToken hangUp)
    {
        try
        {
            AgentMessage message = response.BeginMessage();
            TimeSpan from = answer.Start;
            for (ulong chunk = 0; from < answer.End; chunk++)
            {
                TimeSpan part = _script.ShortestChunk
                    + ((_script.LongestChunk - _script.ShortestChunk) * SeededNoise.Uniform(_voice.Seed + answer.Number, chunk));
                part = part < answer.End - from ? part : answer.End - from;
                if (!await message.WriteAudioAsync(Part(from, from + part), BabbleVoice.NativeRate, hangUp))
                {
                    return;
                }

                from += part;
                bool stalls = chunk % _script.ChunksPerStall == _script.ChunksPerStall - 1;
                await Task.Delay((part / _script.Speed) + (stalls ? _script.Stall : TimeSpan.Zero), hangUp);
            }

            message.Complete();
            response.Complete();
        }
        catch (OperationCanceledException)
        {
            // The call is over.
        }
    }

    private short[] Part(TimeSpan from, TimeSpan to) =>
        _voice.Samples[(int)(from.TotalSeconds * BabbleVoice.NativeRate)..(int)(to.TotalSeconds * BabbleVoice.NativeRate)].ToArray();

    private readonly record struct Answer(ulong Number, TimeSpan Start, TimeSpan End);
}
