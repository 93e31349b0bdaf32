using System.Collections.Concurrent;
using RtcVoice.Conversation.Agent;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.Conversation.Tests.Harness;

/// <summary>An agent whose lines the test speaks: it keeps what it is told and does nothing by itself.</summary>
/// <param name="opening">What it does first; null for nothing.</param>
internal sealed class ScriptedAgent(Func<IAgentCall, Task>? opening = null) : IVoiceAgent
{
    private readonly TaskCompletionSource<IAgentCall> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<AgentEvent> _events = new();
    private int _forgotten;

    /// <summary>What it was told, in order.</summary>
    public IReadOnlyCollection<AgentEvent> Events => _events;

    /// <inheritdoc />
    public bool RecognizesLive { get; init; }

    /// <inheritdoc />
    public bool FindsTurns { get; init; }

    public bool WorksAhead { get; init; }

    /// <summary>True once it was told that the call is over.</summary>
    public bool WasHungUp { get; private set; }

    /// <summary>Waits until the agent runs; for the test to speak through.</summary>
    public Task<IAgentCall> StartedAsync() => _started.Task.WithinPatienceAsync();

    /// <summary>Waits until it was told of something so often, and gives the last.</summary>
    public async Task<T> ToldOfAsync<T>(int count = 1)
        where T : AgentEvent
    {
        await Eventually.IsTrueAsync(() => _events.OfType<T>().Count() >= count, $"{typeof(T).Name} {count}");
        return _events.OfType<T>().ElementAt(count - 1);
    }

    /// <summary>Forgets what the responses hold that it was asked for, and tells how much memory is left in use.</summary>
    public long ForgetAndMeasure()
    {
        int asked = _events.OfType<ResponseRequested>().Count();
        _events.Clear();
        _forgotten += asked;
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    /// <summary>Waits until an answer was asked for so often, and gives the last one.</summary>
    public async Task<AgentResponse> AskedAsync(int count = 1) => (await ToldOfAsync<ResponseRequested>(count - _forgotten)).Response;

    public async Task RunAsync(IAgentCall call, CancellationToken hangUp)
    {
        if (opening is not null)
        {
            await opening(call);
        }

        _started.SetResult(call);
        try
        {
            await foreach (AgentEvent happening in call.ReadEventsAsync(hangUp))
            {
                _events.Enqueue(happening);
            }
        }
        finally
        {
            WasHungUp = hangUp.IsCancellationRequested;
        }
    }
}
