using System.Collections.Concurrent;
using RtcVoice.Conversation.Agent;
using RtcVoice.TestKit.Voices;

namespace RtcVoice.Browser.Tests.Harness;

/// <summary>
/// An agent whose every moment can be told from a recording: its answers are the parts of one voice, in order, each
/// going on where the last one ended, and they come as a model's do: in bursts, faster than real time, with stalls.
/// </summary>
internal sealed class ScriptedAgent : IVoiceAgent, IVoiceAgentFactory
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
        if (!_script.WaitsForTurns)
        {
            Begin(TimeSpan.Zero);
        }

        await foreach (AgentEvent happening in call.ReadEventsAsync(hangUp))
        {
            Events.Enqueue(happening);
            switch (happening)
            {
                case UserTurnEnded when _script.WaitsForTurns:
                    Begin(TimeSpan.Zero);
                    break;
                case SpeechFinished when !_script.WaitsForTurns:
                    Begin(_script.Pause);
                    break;
            }
        }

        void Begin(TimeSpan after)
        {
            if (answers < _script.Answers.Count)
            {
                TimeSpan length = _script.Answers[answers++];
                _ = SayAsync(call, position, length, after, (ulong)answers, hangUp);
                position += length;
            }
        }
    }

    private async Task SayAsync(IAgentCall call, TimeSpan from, TimeSpan length, TimeSpan after, ulong number, CancellationToken hangUp)
    {
        try
        {
            await Task.Delay(after, hangUp);
            AgentSpeech speech = call.Speak();
            TimeSpan end = from + length;
            for (ulong chunk = 0; from < end; chunk++)
            {
                TimeSpan part = _script.ShortestChunk
                    + ((_script.LongestChunk - _script.ShortestChunk) * SeededNoise.Uniform(_voice.Seed + number, chunk));
                part = part < end - from ? part : end - from;
                if (!await speech.WriteAsync(Part(from, from + part), BabbleVoice.NativeRate, hangUp))
                {
                    return;
                }

                from += part;
                bool stalls = chunk % _script.ChunksPerStall == _script.ChunksPerStall - 1;
                await Task.Delay((part / _script.Speed) + (stalls ? _script.Stall : TimeSpan.Zero), hangUp);
            }

            speech.Complete();
        }
        catch (OperationCanceledException)
        {
            // The call is over.
        }
    }

    private short[] Part(TimeSpan from, TimeSpan to) =>
        _voice.Samples[(int)(from.TotalSeconds * BabbleVoice.NativeRate)..(int)(to.TotalSeconds * BabbleVoice.NativeRate)].ToArray();
}
