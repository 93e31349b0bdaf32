using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using RtcVoice.Agents.Upstreams;

namespace RtcVoice.Agents.Cascade.Stages;

/// <summary>
/// Reads what a stage answers: watches that it gives a sign now and then, and asks again where it fails before anything of
/// use has come, so that nothing is said twice.
/// </summary>
/// <param name="stage">The stage.</param>
/// <param name="patience">How long it may give no sign.</param>
/// <param name="clock">Measures time.</param>
internal sealed class StageReader(Stage stage, TimeSpan patience, TimeProvider clock)
{
    /// <summary>A person waits: what does not work at the third time, about a second later, is told.</summary>
    private const int MaxAttempts = 3;

    private readonly Stage _stage = stage;
    private readonly TimeSpan _patience = patience;
    private readonly TimeProvider _clock = clock;

    /// <summary>Asks, and gives what comes.</summary>
    /// <param name="ask">Sends the request.</param>
    /// <param name="isOfUse">Whether something that came is: after it, the stage is not asked again.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="StageException">It failed, for the last time or in the middle.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async IAsyncEnumerable<T> ReadAsync<T>(
        Func<CancellationToken, IAsyncEnumerable<T>> ask, Func<T, bool> isOfUse, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var backoff = new Backoff(static () => RandomNumberGenerator.GetInt32(1000) / 1000.0);
        bool hasCome = false;
        for (int attempt = 1; ; attempt++)
        {
            using var silence = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellation);
            await using IAsyncEnumerator<T> answer = AskAsync(ask, either.Token).GetAsyncEnumerator(either.Token);
            StageException failure;
            while (true)
            {
                try
                {
                    silence.CancelAfter(_patience);
                    if (!await answer.MoveNextAsync().ConfigureAwait(false))
                    {
                        yield break;
                    }

                    silence.CancelAfter(Timeout.InfiniteTimeSpan);
                }
                catch (Exception e)
                {
                    cancellation.ThrowIfCancellationRequested();
                    failure = silence.IsCancellationRequested ? StageException.Silent(_stage, _patience, e) : StageException.Of(_stage, e);
                    break;
                }

                hasCome |= isOfUse(answer.Current);
                yield return answer.Current;
            }

            if (hasCome || !failure.IsTransient || attempt == MaxAttempts)
            {
                throw failure;
            }

            await Task.Delay(backoff.Next(), _clock, cancellation).ConfigureAwait(false);
        }
    }

    // Of a client that throws before it gives anything, too, the fault is found where it is read.
    private static async IAsyncEnumerable<T> AskAsync<T>(
        Func<CancellationToken, IAsyncEnumerable<T>> ask, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (T piece in ask(cancellation).WithCancellation(cancellation).ConfigureAwait(false))
        {
            yield return piece;
        }
    }
}
