using System.Threading.Channels;
using RtcVoice.Conversation.Agent;

namespace RtcVoice.Agents.Upstreams;

/// <summary>
/// Writes what comes of an answer into it, in order, by a task of its own: the upstream is far ahead of the ear, and whoever
/// reads it must not wait for that.
/// </summary>
internal sealed class ResponseFeed
{
    /// <summary>Samples of an answer per second.</summary>
    public const int SampleRate = 24_000;

    /// <summary>
    /// Five minutes of sound, on top of what the call holds. OpenAI's limit of 4,096 tokens is about three and a half, so
    /// that none is known to get here.
    /// </summary>
    private const long MaxWaitingSamples = 5L * 60 * SampleRate;

    private readonly Channel<Func<ValueTask>> _steps = Channel.CreateUnbounded<Func<ValueTask>>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationToken _cancelled;
    private long _waitingSamples;

    /// <summary>Begins to write.</summary>
    /// <param name="cancelled">Ends it, with whatever waits.</param>
    public ResponseFeed(CancellationToken cancelled)
    {
        _cancelled = cancelled;
        Writing = WriteAsync();
    }

    /// <summary>Completes when all is written or it is cancelled.</summary>
    public Task Writing { get; }

    /// <summary>Adds sound.</summary>
    /// <returns>False when more waits than is taken.</returns>
    public bool TryAddSound(AgentMessage message, short[] pcm)
    {
        if (Interlocked.Add(ref _waitingSamples, pcm.Length) > MaxWaitingSamples)
        {
            return false;
        }

        _steps.Writer.TryWrite(async () =>
        {
            await message.WriteAudioAsync(pcm, SampleRate, _cancelled).ConfigureAwait(false);
            Interlocked.Add(ref _waitingSamples, -pcm.Length);
        });
        return true;
    }

    /// <summary>Adds something that takes no time.</summary>
    public void Add(Action step) => _steps.Writer.TryWrite(() =>
    {
        step();
        return ValueTask.CompletedTask;
    });

    /// <summary>Adds the last step: nothing is taken behind it.</summary>
    public void End(Action step)
    {
        Add(step);
        _steps.Writer.TryComplete();
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (Func<ValueTask> step in _steps.Reader.ReadAllAsync(_cancelled).ConfigureAwait(false))
            {
                await step().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_cancelled.IsCancellationRequested)
        {
            // The person cut in: what waits is not to be heard.
        }
    }
}
