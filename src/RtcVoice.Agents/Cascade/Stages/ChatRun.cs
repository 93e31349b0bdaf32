using System.Threading.Channels;
using Microsoft.Extensions.AI;
using RtcVoice.Agents.Cascade.Prompts;

namespace RtcVoice.Agents.Cascade.Stages;

/// <summary>The language model at work on one prompt; what it says is kept until somebody reads it.</summary>
internal sealed class ChatRun : IDisposable
{
    /// <summary>More than the tokens of any answer that is spoken; a model that is further ahead of its reader waits.</summary>
    private const int MaxWaitingUpdates = 8192;

    private readonly Channel<ChatResponseUpdate> _updates = Channel.CreateBounded<ChatResponseUpdate>(
        new BoundedChannelOptions(MaxWaitingUpdates) { SingleReader = true, SingleWriter = true });
    private readonly CancellationTokenSource _cancellation;
    private int _isDisposed;

    /// <summary>Asks the model.</summary>
    /// <param name="client">The model.</param>
    /// <param name="reader">Watches it.</param>
    /// <param name="prompt">What it is asked.</param>
    /// <param name="cancellation">Ends it.</param>
    public ChatRun(IChatClient client, StageReader reader, Prompt prompt, CancellationToken cancellation)
    {
        Prompt = prompt;
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Running = RunAsync(client, reader, _cancellation.Token);
    }

    /// <summary>What it was asked.</summary>
    public Prompt Prompt { get; }

    /// <summary>Completes when it has said all, or has failed, or was cancelled; without an exception.</summary>
    public Task Running { get; }

    /// <summary>True when it has come to nothing.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>What the model says, as it comes; to be read once.</summary>
    /// <exception cref="StageException">It failed; what had come before has been given.</exception>
    public IAsyncEnumerable<ChatResponseUpdate> ReadAsync(CancellationToken cancellation) => _updates.Reader.ReadAllAsync(cancellation);

    /// <summary>Breaks it off.</summary>
    public void Cancel() => _cancellation.Cancel();

    /// <inheritdoc />
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            _cancellation.Cancel();
            _cancellation.Dispose();
        }
    }

    private async Task RunAsync(IChatClient client, StageReader reader, CancellationToken cancellation)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        Exception? failure = null;
        try
        {
            await foreach (ChatResponseUpdate update in reader.ReadAsync(
                c => client.GetStreamingResponseAsync(Prompt.Messages, Prompt.Options.Clone(), c), IsOfUse, cancellation).ConfigureAwait(false))
            {
                await _updates.Writer.WriteAsync(update, cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            HasFailed = true;
            failure = e;
        }

        _updates.Writer.TryComplete(failure);
    }

    private static bool IsOfUse(ChatResponseUpdate update) => update.Text.Length > 0 || update.Contents.OfType<FunctionCallContent>().Any();
}
