using RtcVoice.Audio.Opus;
using RtcVoice.Pacing.Frames;
using RtcVoice.Pacing.Playout;
using RtcVoice.Pacing.Speech;
using RtcVoice.Timing;

namespace RtcVoice.Pacing;

/// <summary>
/// Makes one call's speech from bursts of PCM: encodes a few frames ahead of the pacer, starts each talkspurt late
/// enough to survive the stalls of its source, fades where it must stop, and cuts at an exact sample. Owned by the
/// call's worker: every member is for that thread alone but <see cref="Begin"/>.
/// </summary>
public sealed class SpeechOut : IDisposable
{
    private readonly SpeechOutOptions _options;
    private readonly TimeProvider _clock;
    private readonly Action _wake;
    private readonly SpeechEncoders _encoders;
    private readonly StallMemory _stalls;
    private readonly DepartureTracker _tracker;
    private readonly Talkspurts _talkspurts;

    /// <summary>Guards what <see cref="Begin"/> does; the worker takes it when something has begun.</summary>
    private readonly Lock _beginning = new();
    private readonly Queue<SpeechSegment> _begun = new();

    private PacingStatistics? _counters;
    private long _lastId;
    private int _begunCount;
    private int _endedCount;
    private int _takenCount;
    private int _wantsWake = 1;
    private bool _isDisposed;

    /// <summary>Makes the speech of one call.</summary>
    /// <param name="options">How to buffer; <see cref="SpeechOutOptions.Default"/> when null.</param>
    /// <param name="encoders">Where encoders are lent from for the time of a talkspurt.</param>
    /// <param name="clock">Tells the agent's side when its writes came.</param>
    /// <param name="wake">Called on the agent's thread when the worker should call <see cref="TopUp"/> soon; must not block.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public SpeechOut(SpeechOutOptions? options, SpeechEncoders encoders, TimeProvider clock, Action wake)
    {
        ArgumentNullException.ThrowIfNull(encoders);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(wake);
        _options = options ?? SpeechOutOptions.Default;
        _options.ThrowIfInvalid();
        _clock = clock;
        _wake = wake;
        _encoders = encoders;
        Ring = new FrameRing(_options.Depth);
        _stalls = new StallMemory(_options.MinWatermark, _options.MaxWatermark);
        _tracker = new DepartureTracker(Departures);
        _talkspurts = new Talkspurts(Ring, encoders, _stalls, _tracker);
    }

    /// <summary>What the speech is doing.</summary>
    public SpeechOutState State => _talkspurts.State;

    /// <summary>
    /// True from the first frame of a talkspurt in the ring until the pacer has taken the last, holds included. False
    /// from a <see cref="Cut"/> on, although its one faded frame is still to depart.
    /// </summary>
    public bool IsSpeaking => _talkspurts.IsSpeaking;

    /// <summary>Loss that the listener reports, 0 to 100 %: arms forward error correction. Default that of the encoders.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int ExpectedPacketLossPercent
    {
        get => _talkspurts.ExpectedPacketLossPercent;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 100);
            _talkspurts.ExpectedPacketLossPercent = value;
        }
    }

    /// <summary>Counters since the start.</summary>
    public SpeechOutStatistics Statistics => _talkspurts.Statistics;

    /// <summary>What has departed until now, by media time.</summary>
    public PlayoutLedger Ledger
    {
        get
        {
            _tracker.Update();
            CountEnded();
            return _tracker.Ledger;
        }
    }

    internal FrameRing Ring { get; }

    internal SilenceFrames Silence => _encoders.Silence;

    internal DepartureLog Departures { get; } = new();

    /// <summary>Opens a segment behind all those before it. Any thread.</summary>
    /// <exception cref="InvalidOperationException"><see cref="SpeechOutOptions.MaxSegments"/> are waiting.</exception>
    /// <exception cref="ObjectDisposedException">The call is over.</exception>
    public SpeechSegment Begin()
    {
        lock (_beginning)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_begunCount - Volatile.Read(ref _endedCount) >= _options.MaxSegments)
            {
                throw new InvalidOperationException($"{_options.MaxSegments} segments are waiting already.");
            }

            long limit = (long)(_options.MaxBuffered.TotalSeconds * OpusFormat.SampleRate);
            var segment = new SpeechSegment(++_lastId, limit, _stalls, _clock, NoteData);
            _begun.Enqueue(segment);
            Volatile.Write(ref _begunCount, _begunCount + 1);
            return segment;
        }
    }

    /// <summary>
    /// Fills the ring. To be called at least every 10 ms, and soon after a wake-up: speech survives a worker that is as
    /// late as the ring is deep.
    /// </summary>
    /// <param name="now">The time.</param>
    public void TopUp(Instant now)
    {
        // Before looking: what is written from now on wakes the worker again.
        Volatile.Write(ref _wantsWake, 1);
        TakeBegun();
        _talkspurts.TopUp(now);
        CountEnded();
        if (_talkspurts.HasEnough)
        {
            Volatile.Write(ref _wantsWake, 0);
        }
    }

    /// <summary>
    /// Stops in one step: the next frame that the pacer takes fades to zero within 10 ms, and the rest of the speaking
    /// segment and all waiting ones are dropped and cancelled. A segment whose last frame the pacer has taken already
    /// finishes as if there had been no cut.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <returns>Which segment was speaking and the exact position behind which nothing of it was or will be sent.</returns>
    public SpeechCut Cut(Instant now)
    {
        TakeBegun();
        SpeechCut cut = _talkspurts.Cut(now);
        CountEnded();
        return cut;
    }

    /// <summary>
    /// Stops as <see cref="Cut"/> does, but drops nothing: all waits for <see cref="Resume"/>, or for a cut after all. A
    /// second pause does nothing.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <returns>Where the pause fell.</returns>
    public SpeechCut Pause(Instant now)
    {
        TakeBegun();
        SpeechCut pause = _talkspurts.Pause(now);
        CountEnded();
        return pause;
    }

    /// <summary>Goes on after a pause, fading in. Does nothing when there is none.</summary>
    /// <param name="position">
    /// Samples at 48 kHz of the paused segment to go on from: up to 2 s before where the pause fell, so that a broken word
    /// is said whole. What lies outside is brought to it.
    /// </param>
    /// <param name="now">The time.</param>
    /// <returns>Where speech goes on.</returns>
    public long Resume(long position, Instant now)
    {
        TakeBegun();
        long from = _talkspurts.Resume(position, now);
        CountEnded();
        return from;
    }

    /// <summary>Takes the oldest event not taken yet.</summary>
    /// <param name="happened">What happened.</param>
    public bool TryTakeEvent(out SpeechOutEvent happened)
    {
        if (_tracker.TryTakeEvent(out happened))
        {
            return true;
        }

        _tracker.Update();
        CountEnded();
        return _tracker.TryTakeEvent(out happened);
    }

    /// <summary>Cancels every segment and gives the encoder back. After <see cref="PacingEngine.RemoveAsync"/> has completed.</summary>
    public void Dispose()
    {
        lock (_beginning)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
        }

        TakeBegun();
        _talkspurts.End();
    }

    /// <summary>Ties the speech to its one call on an engine, whose counters it adds to.</summary>
    internal void Attach(PacingStatistics counters)
    {
        if (Interlocked.CompareExchange(ref _counters, counters, null) is not null)
        {
            throw new InvalidOperationException("The speech has a call already.");
        }

        _talkspurts.Counters = counters;
    }

    private void NoteData()
    {
        if (Volatile.Read(ref _wantsWake) != 0 && Interlocked.Exchange(ref _wantsWake, 0) != 0)
        {
            _wake();
        }
    }

    private void TakeBegun()
    {
        if (_takenCount == Volatile.Read(ref _begunCount))
        {
            return;
        }

        lock (_beginning)
        {
            while (_begun.TryDequeue(out SpeechSegment? segment))
            {
                _takenCount++;
                _talkspurts.Add(segment);
            }
        }
    }

    private void CountEnded() => Volatile.Write(ref _endedCount, _tracker.EndedCount);
}
