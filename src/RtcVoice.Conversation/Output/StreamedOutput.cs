using RtcVoice.Conversation.Session;
using RtcVoice.Timing;

namespace RtcVoice.Conversation.Output;

/// <summary>
/// Speech for a client that plays it by itself: sound leaves as events, one speech after another, somewhat faster than it is
/// heard. Not all at once, although the client would take it: what has left cannot be taken back when the person cuts in,
/// and what a client has not got yet it need not throw away.
/// </summary>
/// <param name="canSend">Whether the client's connection has room; nothing leaves while it says no. Asked by the worker's thread.</param>
internal sealed class StreamedOutput(Func<bool> canSend) : IVoiceOutput, IDisposable
{
    /// <summary>Speeches that may be open or waiting at once, as on a WebRTC call.</summary>
    private const int MaxSpeeches = 32;

    /// <summary>What leaves in one event: 100 ms, of which base64 makes 6.4 kB.</summary>
    private const int PieceSamples = AudioFormat.PcmRate / 10;

    /// <summary>The last piece takes what would be a small one behind it along.</summary>
    private const int MaxPieceSamples = 2 * PieceSamples;

    /// <summary>How long the beginning of a piece waits for the rest of it when its agent writes no faster than one speaks.</summary>
    private static readonly TimeSpan PiecePatience = TimeSpan.FromMilliseconds(40);

    private readonly Func<bool> _canSend = canSend;
    private readonly SendAllowance _allowance = new();
    private readonly Queue<StreamedSpeech> _speeches = new();

    /// <summary>Guards what <see cref="Begin"/> does; the worker takes it when something has begun.</summary>
    private readonly Lock _beginning = new();
    private readonly Queue<StreamedSpeech> _begun = new();
    private long _lastId;
    private int _openCount;
    private bool _isDisposed;

    private Instant _now;

    /// <summary>Since when a piece that is not whole waits; never when none does.</summary>
    private Instant _partSince = Instant.Never;

    /// <inheritdoc />
    public IOutputSpeech Begin()
    {
        lock (_beginning)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_openCount >= MaxSpeeches)
            {
                throw new InvalidOperationException($"{MaxSpeeches} speeches are waiting already.");
            }

            _openCount++;
            var speech = new StreamedSpeech(++_lastId);
            _begun.Enqueue(speech);
            return speech;
        }
    }

    /// <summary>Lets leave what is due by now; to be called every 10 ms, and before the events are taken.</summary>
    public void Tick(Instant now)
    {
        _now = now;
        _allowance.Fill(now);
    }

    /// <inheritdoc />
    public OutputCut Cut(Instant now)
    {
        TakeBegun();
        OutputCut cut = _speeches.TryPeek(out StreamedSpeech? speaking) && speaking.HasStarted
            ? new OutputCut(speaking.Id, TimeSpan.FromSeconds((double)speaking.Sent / AudioFormat.PcmRate))
            : default;
        while (_speeches.Count > 0)
        {
            Leave().Cancel();
        }

        return cut;
    }

    /// <inheritdoc />
    public bool TryTakeEvent(out OutputEvent happened)
    {
        TakeBegun();
        happened = default;
        if (!_speeches.TryPeek(out StreamedSpeech? speech))
        {
            return false;
        }

        (int waiting, bool isLast) = speech.Look();
        if (waiting == 0 && isLast)
        {
            Leave().Finish();
            happened = new OutputEvent(OutputEventKind.Finished, speech.Id, _now);
            return true;
        }

        int piece = PieceOf(waiting, isLast);
        if (piece == 0 || !_allowance.Allows(piece) || !_canSend())
        {
            return false;
        }

        if (!speech.HasStarted)
        {
            speech.HasStarted = true;
            happened = new OutputEvent(OutputEventKind.Started, speech.Id, _now);
            return true;
        }

        _allowance.Take(piece);
        _partSince = Instant.Never;
        happened = new OutputEvent(OutputEventKind.Audio, speech.Id, _now, speech.Take(piece));
        return true;
    }

    /// <summary>Cancels every speech; the worker's thread, or any once it ticks no more.</summary>
    public void Dispose()
    {
        lock (_beginning)
        {
            _isDisposed = true;
        }

        Cut(_now);
    }

    // How much of what waits is to leave now, in samples.
    private int PieceOf(int waiting, bool isLast)
    {
        if (isLast && waiting <= MaxPieceSamples)
        {
            return waiting;
        }

        if (waiting is 0 or >= PieceSamples)
        {
            return Math.Min(waiting, PieceSamples);
        }

        if (_partSince.IsNever)
        {
            _partSince = _now;
        }

        return _now - _partSince >= PiecePatience ? waiting : 0;
    }

    private StreamedSpeech Leave()
    {
        StreamedSpeech speech = _speeches.Dequeue();
        _partSince = Instant.Never;
        lock (_beginning)
        {
            _openCount--;
        }

        return speech;
    }

    private void TakeBegun()
    {
        lock (_beginning)
        {
            while (_begun.TryDequeue(out StreamedSpeech? speech))
            {
                _speeches.Enqueue(speech);
            }
        }
    }
}
