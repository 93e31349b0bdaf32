using System.Threading.Channels;
using RtcVoice.Conversation.Agent;

namespace RtcVoice.Agents.Upstreams;

/// <summary>
/// Writes what comes of an answer into it, in order, by a task of its own: the upstream is far ahead of the ear, and whoever
/// reads it must not wait for that.
/// </summary>
internal sealed class ResponseFeed
{
    /// <summary>Samples of an answer per second, where the upstream does not say otherwise.</summary>
    public const int SampleRate = 24_000;

    /// <summary>
    /// Five minutes of sound at <see cref="SampleRate"/>, on top of what the call holds. OpenAI's limit of 4,096 tokens is about three and a half, so
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
    /// <param name="message">Whose it is.</param>
    /// <param name="pcm">Mono PCM16.</param>
    /// <param name="sampleRate">Samples a second, 8,000 to 48,000.</param>
    /// <returns>False when more waits than is taken.</returns>
    public bool TryAddSound(AgentMessage message, short[] pcm, int sampleRate = SampleRate)
    {
        long waits = (long)pcm.Length * SampleRate / sampleRate;
        if (Interlocked.Add(ref _waitingSamples, waits) > MaxWaitingSamples)
        {
            return false;
        }

        _steps.Writer.TryWrite(async () =>
        {
            await message.WriteAudioAsync(pcm, sampleRate, _cancelled).ConfigureAwait(false);
            Interlocked.Add(ref _waitingSamples, -waits);
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
