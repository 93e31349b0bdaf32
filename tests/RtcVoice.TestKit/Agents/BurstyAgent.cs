using RtcVoice.Conversation.Agent;

namespace RtcVoice.TestKit.Agents;

/// <summary>Says given speeches as a model would deliver them, one after another with a pause between, whatever it hears.</summary>
/// <param name="speeches">Mono PCM16 at <paramref name="sampleRate"/>.</param>
/// <param name="sampleRate">8000, 16000, 24000 or 48000.</param>
/// <param name="seed">Of the bursts.</param>
/// <param name="clock">Tells the bursts when to come.</param>
/// <param name="pause">Silence between two speeches.</param>
/// <param name="speed">How many times faster than real time the bursts come.</param>
public sealed class BurstyAgent(
    IReadOnlyList<short[]> speeches, int sampleRate, int seed, TimeProvider clock, TimeSpan pause, double speed = 4) : IVoiceAgent
{
    /// <inheritdoc />
    public async Task RunAsync(IAgentCall call, CancellationToken hangUp)
    {
        for (int i = 0; i < speeches.Count; i++)
        {
            short[] pcm = speeches[i];
            AgentSpeech speech = call.Speak();
            foreach (BurstSchedule.Burst burst in BurstSchedule.Cut(seed + i, Duration(pcm.Length), speed))
            {
                await speech.WriteAsync(pcm.AsMemory(Index(burst.Start)..Index(burst.End)), sampleRate, hangUp);
                await WaitAsync(burst.PauseAfter, hangUp);
            }

            speech.Complete();
            await WaitAsync(Duration(pcm.Length) + pause, hangUp);
        }
    }

    private TimeSpan Duration(int samples) => TimeSpan.FromSeconds((double)samples / sampleRate);

    private int Index(TimeSpan time) => (int)Math.Round(time.TotalSeconds * sampleRate);

    private async Task WaitAsync(TimeSpan time, CancellationToken cancellation)
    {
        if (time > TimeSpan.Zero)
        {
            using var timer = new PeriodicTimer(time, clock);
            await timer.WaitForNextTickAsync(cancellation);
        }
    }
}
