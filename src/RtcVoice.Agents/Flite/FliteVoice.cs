using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace RtcVoice.Agents.Flite;

/// <summary>
/// The local voice: flite's "slt" (BSD), in this process, about 100 times faster than speech on one core, with the time
/// of every word. Text is spoken sentence by sentence on one thread of its own; any number of callers share it, and each
/// has at most one sentence under way. English only: other scripts are left out.
/// </summary>
public sealed class FliteVoice : IDisposable
{
    /// <summary>Samples a second that come out.</summary>
    public const int SampleRate = 16_000;

    /// <summary>The least and the most that speech is stretched: beyond, it is hard to understand.</summary>
    public const double MinStretch = 0.5;

    /// <inheritdoc cref="MinStretch" />
    public const double MaxStretch = 2;

    private readonly BlockingCollection<Request> _requests = [];
    private readonly Thread _worker;
    private int _disposed;

    /// <summary>Loads the voice.</summary>
    /// <exception cref="DllNotFoundException">flite is not installed; the message names the package.</exception>
    public FliteVoice()
    {
        FliteEngine.EnsureLoaded();
        _worker = new Thread(Work) { IsBackground = true, Name = "flite" };
        _worker.Start();
    }

    /// <summary>
    /// Speaks a text of any length, a sentence at a time; the next is begun when it is asked for. Nothing comes out of
    /// an empty text.
    /// </summary>
    /// <param name="text">What to say.</param>
    /// <param name="stretch">How many times as long as usual it takes, <see cref="MinStretch"/> to <see cref="MaxStretch"/>.</param>
    /// <param name="cancellationToken">Ends the speech.</param>
    /// <exception cref="ArgumentOutOfRangeException">The stretch is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The voice has ended.</exception>
    public async IAsyncEnumerable<SpokenSentence> SpeakAsync(
        string text, double stretch = 1, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        for (int start = 0; start < text.Length;)
        {
            int length = SentenceSplitter.FindEnd(text.AsSpan(start), isComplete: true);
            SpokenSentence sentence = await SpeakSentenceAsync(text.Substring(start, length), start, stretch, cancellationToken).ConfigureAwait(false);
            start += length;
            if (!sentence.Pcm.IsEmpty)
            {
                yield return sentence;
            }
        }
    }

    /// <summary>Speaks one sentence, as <see cref="SentenceSplitter"/> cut it from a text that is still growing.</summary>
    /// <param name="sentence">At most <see cref="SentenceSplitter.MaxSentenceCharacters"/> characters, and white space.</param>
    /// <param name="textStart">Where it stands in the whole text; added to all places told.</param>
    /// <param name="stretch">How many times as long as usual it takes, <see cref="MinStretch"/> to <see cref="MaxStretch"/>.</param>
    /// <param name="cancellationToken">Takes the sentence back if it is not being spoken yet.</param>
    /// <exception cref="ArgumentException">The sentence is too long.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The stretch is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The voice has ended.</exception>
    public async Task<SpokenSentence> SpeakSentenceAsync(
        string sentence, int textStart = 0, double stretch = 1, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sentence);
        ArgumentOutOfRangeException.ThrowIfLessThan(stretch, MinStretch);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stretch, MaxStretch);
        if (sentence.AsSpan().TrimEnd().Length > SentenceSplitter.MaxSentenceCharacters)
        {
            throw new ArgumentException($"A sentence has at most {SentenceSplitter.MaxSentenceCharacters} characters.", nameof(sentence));
        }

        cancellationToken.ThrowIfCancellationRequested();
        FliteText prepared = FliteText.From(sentence);
        if (prepared.Pieces.Count == 0)
        {
            return new SpokenSentence(textStart, sentence.Length, default, []);
        }

        var request = new Request(prepared, textStart, sentence.Length, stretch, cancellationToken);
        try
        {
            _requests.Add(request, CancellationToken.None);
        }
        catch (InvalidOperationException)
        {
            throw new ObjectDisposedException(nameof(FliteVoice));
        }

        await using (cancellationToken.Register(static state => ((Request)state!).Cancel(), request).ConfigureAwait(false))
        {
            return await request.Result.Task.ConfigureAwait(false);
        }
    }

    /// <summary>Ends the voice: what waits to be spoken fails, what is being spoken is finished first.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _requests.CompleteAdding();
        while (_requests.TryTake(out Request? request))
        {
            request.Result.TrySetException(new ObjectDisposedException(nameof(FliteVoice)));
        }

        _worker.Join();
        _requests.Dispose();
    }

    private static SpokenSentence Speak(Request request)
    {
        List<(int Start, int Length)> pieces = request.Text.Pieces;
        var times = new (double Start, double End)[pieces.Count];
        short[] pcm = FliteEngine.Synthesize(request.Text.Text, request.Stretch, times);
        var words = new List<SpokenWord>(pieces.Count);
        for (int i = 0; i < pieces.Count; i++)
        {
            if (times[i].End <= 0)
            {
                continue;
            }

            int textStart = request.TextStart + pieces[i].Start;
            var word = new SpokenWord(
                textStart, pieces[i].Length, TimeSpan.FromSeconds(times[i].Start), TimeSpan.FromSeconds(times[i].End));
            if (words.Count > 0 && words[^1].TextStart == textStart)
            {
                // Several pieces may stand for one word of the text ("5 euros" for the sign and its figure).
                words[^1] = words[^1] with { End = word.End };
            }
            else
            {
                words.Add(word);
            }
        }

        return new SpokenSentence(request.TextStart, request.TextLength, pcm, words);
    }

    private void Work()
    {
        foreach (Request request in _requests.GetConsumingEnumerable())
        {
            if (request.Result.Task.IsCompleted)
            {
                continue;
            }

            try
            {
                request.Result.TrySetResult(Speak(request));
            }
            catch (Exception error)
            {
                // Whatever went wrong belongs to the one who asked; the next sentence may well be spoken.
                request.Result.TrySetException(error);
            }
        }
    }

    private sealed class Request(FliteText text, int textStart, int textLength, double stretch, CancellationToken cancellationToken)
    {
        public FliteText Text { get; } = text;

        public int TextStart { get; } = textStart;

        public int TextLength { get; } = textLength;

        public double Stretch { get; } = stretch;

        public TaskCompletionSource<SpokenSentence> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Cancel() => Result.TrySetCanceled(cancellationToken);
    }
}
