using System.Collections.Concurrent;
using RtcVoice.Agents.Grammars;
using RtcVoice.Agents.Pocketsphinx;

namespace RtcVoice.Agents.Local;

/// <summary>
/// Makes out which sentence of a grammar was said. Turns are decoded on threads of its own, each with a decoder of its
/// own, so that no call's thread waits; any number of callers share it.
/// </summary>
internal sealed class Ear : IDisposable
{
    /// <summary>No sentence of the grammar takes half as long: what is longer is something else, and not worth the time.</summary>
    public static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(12);

    /// <summary>More decoders than that would take the processors from the calls.</summary>
    private const int MaxDecoders = 4;

    private readonly BlockingCollection<Turn> _turns = [];
    private readonly List<Thread> _workers = [];
    private int _disposed;

    /// <summary>Loads as many decoders as half of the processors, 4 at most.</summary>
    /// <param name="model">The language.</param>
    /// <param name="grammar">What can be said.</param>
    /// <exception cref="DllNotFoundException">pocketsphinx is not installed; the message names the package.</exception>
    /// <exception cref="InvalidOperationException">The model is missing, or has no pronunciation of a word of the grammar.</exception>
    public Ear(SpeechModel model, Grammar grammar)
    {
        model.ThrowIfMissing();
        Pronunciations pronunciations = Pronunciations.Read(File.ReadLines(model.Dictionary), grammar.Words);
        string jsgf = grammar.ToJsgf();
        int count = Math.Clamp(Environment.ProcessorCount / 2, 1, MaxDecoders);
        for (int i = 0; i < count; i++)
        {
            var decoder = new PocketsphinxDecoder(model, pronunciations, jsgf);
            var worker = new Thread(() => Work(decoder)) { IsBackground = true, Name = "ear" };
            _workers.Add(worker);
            worker.Start();
        }
    }

    /// <summary>Listens to a turn.</summary>
    /// <param name="pcm">Mono PCM16 at <see cref="PocketsphinxDecoder.SampleRate"/>; not to be changed meanwhile.</param>
    /// <param name="cancellation">Gives the turn up if it is not being decoded yet.</param>
    /// <returns>The sentence; null when none of the grammar was said.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The ear has ended.</exception>
    public async Task<string?> ListenAsync(ReadOnlyMemory<short> pcm, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (pcm.IsEmpty || pcm.Length > LongestTurn.TotalSeconds * PocketsphinxDecoder.SampleRate)
        {
            return null;
        }

        var turn = new Turn(pcm);
        try
        {
            _turns.Add(turn, CancellationToken.None);
        }
        catch (InvalidOperationException)
        {
            throw new ObjectDisposedException(nameof(Ear));
        }

        await using CancellationTokenRegistration given = cancellation.Register(() => turn.Heard.TrySetCanceled(cancellation));
        Hypothesis heard = await turn.Heard.Task.ConfigureAwait(false);
        return heard.IsCredible ? heard.Text : null;
    }

    /// <summary>Ends the ear: what waits to be decoded fails, what is being decoded is finished first.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _turns.CompleteAdding();
        while (_turns.TryTake(out Turn? turn))
        {
            turn.Heard.TrySetException(new ObjectDisposedException(nameof(Ear)));
        }

        _workers.ForEach(worker => worker.Join());
        _turns.Dispose();
    }

    private void Work(PocketsphinxDecoder decoder)
    {
        using (decoder)
        {
            foreach (Turn turn in _turns.GetConsumingEnumerable())
            {
                if (turn.Heard.Task.IsCompleted)
                {
                    continue;
                }

                try
                {
                    turn.Heard.TrySetResult(decoder.Decode(turn.Pcm.Span));
                }
                catch (Exception error)
                {
                    // Whatever went wrong belongs to the one who asked; the next turn may well be made out.
                    turn.Heard.TrySetException(error);
                }
            }
        }
    }

    private sealed class Turn(ReadOnlyMemory<short> pcm)
    {
        public ReadOnlyMemory<short> Pcm { get; } = pcm;

        public TaskCompletionSource<Hypothesis> Heard { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
