using System.Buffers;
using RtcVoice.Audio.Opus;
using RtcVoice.Audio.Resampling;
using RtcVoice.Pacing.Speech;
using RtcVoice.Timing;

namespace RtcVoice.Pacing;

/// <summary>
/// One thing to say, from its first sample to its last: the agent's end of a <see cref="SpeechOut"/>. One writer at a
/// time; the agent may run as far ahead of real time as the buffer allows.
/// </summary>
#pragma warning disable CA1001 // A cancellation source without a timer holds nothing to dispose of; its token outlives the call.
public sealed class SpeechSegment
#pragma warning restore CA1001
{
    /// <summary>Audio is converted and taken in pieces of this many milliseconds.</summary>
    private const int PieceMilliseconds = 20;

    /// <summary>Room that a waiting writer is woken for, 100 ms: not for every frame that leaves.</summary>
    private const int WakeRoomSamples = OpusFormat.SampleRate / 10;

    /// <summary>2 s of what has been said are kept: speech that was paused may go back to the beginning of its word.</summary>
    private const int RetainedSamples = 2 * OpusFormat.SampleRate;

    private readonly Lock _gate = new();
    private readonly PcmFifo _pcm = new();
    private readonly CancellationTokenSource _cancellation = new();
    private readonly StallGauge _gauge = new();
    private readonly StallMemory _stalls;
    private readonly TimeProvider _clock;
    private readonly Action _dataCame;
    private readonly long _limit;
    private TaskCompletionSource? _room;
    private Resampler? _resampler;
    private long _firstWriteAt = Instant.Never.Nanoseconds;
    private long _said;
    private int _sampleRate;
    private int _isWriting;
    private bool _isComplete;
    private volatile bool _isCancelled;

    internal SpeechSegment(long id, long limit, StallMemory stalls, TimeProvider clock, Action dataCame)
    {
        Id = id;
        _limit = limit;
        _stalls = stalls;
        _clock = clock;
        _dataCame = dataCame;
        Cancelled = _cancellation.Token;
    }

    /// <summary>Counts up from 1 in each call.</summary>
    public long Id { get; }

    /// <summary>True when the segment was cut, or dropped before it was its turn: whatever is written now is let go.</summary>
    public bool IsCancelled => _isCancelled;

    /// <summary>Cancelled with the segment; its callbacks run on the thread pool.</summary>
    public CancellationToken Cancelled { get; }

    /// <summary>The worker's notes.</summary>
    internal SegmentProgress Progress { get; } = new();

    /// <summary>Adds audio; waits while the buffer is full. Nothing is lost but by a cut.</summary>
    /// <param name="pcm">Mono samples, of any number; copied before the task completes.</param>
    /// <param name="sampleRate">Samples a second, 8,000 to 48,000; it may change from write to write.</param>
    /// <param name="cancellationToken">Stops waiting; what was taken by then stays.</param>
    /// <returns>True when all was taken; false when the segment is cancelled and the rest was let go.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The rate is out of range or has no simple ratio to 48,000.</exception>
    /// <exception cref="InvalidOperationException">The segment is complete, or another write is under way.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async ValueTask<bool> WriteAsync(ReadOnlyMemory<short> pcm, int sampleRate, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 8_000);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sampleRate, OpusFormat.SampleRate);
        cancellationToken.ThrowIfCancellationRequested();
        BeginWriting();
        try
        {
            NoteWrite(_clock.GetInstant());
            UseRate(sampleRate);
            int length = pcm.Length;
            while (!_isCancelled)
            {
                int taken = Take(pcm.Span);
                pcm = pcm[taken..];
                if (taken > 0)
                {
                    _dataCame();
                }

                if (pcm.IsEmpty)
                {
                    _gauge.EndWrite(_clock.GetInstant(), TimeSpan.FromSeconds((double)length / sampleRate));
                    return !_isCancelled;
                }

                await WaitForRoom().WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            return false;
        }
        finally
        {
            Volatile.Write(ref _isWriting, 0);
        }
    }

    /// <summary>Says that nothing more will come. What is buffered is spoken to its end. Does nothing the second time.</summary>
    /// <exception cref="InvalidOperationException">A write is under way.</exception>
    public void Complete()
    {
        lock (_gate)
        {
            if (_isComplete)
            {
                return;
            }
        }

        BeginWriting();
        try
        {
            FlushResampler();
            lock (_gate)
            {
                _isComplete = true;
            }
        }
        finally
        {
            Volatile.Write(ref _isWriting, 0);
        }

        _dataCame();
    }

    private bool HasRoomToWake => _limit - Ahead >= WakeRoomSamples;

    // What has been said and is kept for a while takes no room from what is to be said.
    private long Ahead => _pcm.Written - _said;

    /// <summary>Worker: when the first audio came; <see cref="Instant.Never"/> before.</summary>
    internal Instant FirstWriteAt => new(Volatile.Read(ref _firstWriteAt));

    /// <summary>Worker: how much has been written, and whether that is all.</summary>
    internal (long Written, bool IsComplete) Look()
    {
        lock (_gate)
        {
            return (_pcm.Written, _isComplete);
        }
    }

    /// <summary>Worker: the first sample that is still held.</summary>
    internal long FirstHeld
    {
        get
        {
            lock (_gate)
            {
                return _pcm.Released;
            }
        }
    }

    /// <summary>Worker: samples that are still to be said.</summary>
    internal long Buffered
    {
        get
        {
            lock (_gate)
            {
                return Ahead;
            }
        }
    }

    /// <summary>Worker: copies samples that were written and not given up.</summary>
    internal void CopyTo(long position, Span<short> destination)
    {
        lock (_gate)
        {
            _pcm.CopyTo(position, destination);
        }
    }

    /// <summary>Worker: the samples before <paramref name="position"/> have gone; all but the latest are given up.</summary>
    internal void Release(long position)
    {
        TaskCompletionSource? room = null;
        lock (_gate)
        {
            _said = Math.Max(_said, position);
            _pcm.Release(position - RetainedSamples);
            if (HasRoomToWake)
            {
                (room, _room) = (_room, null);
            }
        }

        room?.TrySetResult();
    }

    /// <summary>Worker: everything has gone; gives the memory back.</summary>
    internal void Discard()
    {
        lock (_gate)
        {
            _pcm.Clear();
        }
    }

    /// <summary>Worker: lets go of everything, now and to come.</summary>
    internal void Cancel()
    {
        TaskCompletionSource? room;
        lock (_gate)
        {
            if (_isCancelled)
            {
                return;
            }

            _isCancelled = true;
            _pcm.Clear();
            (room, _room) = (_room, null);
        }

        room?.TrySetResult();

        // The agent's callbacks have no business on the worker.
        _ = _cancellation.CancelAsync();
    }

    private void BeginWriting()
    {
        if (Interlocked.Exchange(ref _isWriting, 1) != 0)
        {
            throw new InvalidOperationException("Another write to this segment is under way.");
        }

        lock (_gate)
        {
            if (!_isComplete)
            {
                return;
            }
        }

        Volatile.Write(ref _isWriting, 0);
        throw new InvalidOperationException("The segment is complete.");
    }

    private void NoteWrite(Instant now)
    {
        if (_gauge.BeginWrite(now) is { } stall)
        {
            _stalls.Learn(stall);
        }
        else
        {
            Volatile.Write(ref _firstWriteAt, now.Nanoseconds);
        }
    }

    private void UseRate(int sampleRate)
    {
        if (sampleRate == _sampleRate)
        {
            return;
        }

        FlushResampler();
        _resampler = sampleRate == OpusFormat.SampleRate ? null : new Resampler(sampleRate, OpusFormat.SampleRate);
        _sampleRate = sampleRate;
    }

    // Takes as many pieces as there is room for; returns the samples taken.
    private int Take(ReadOnlySpan<short> pcm)
    {
        int piece = Math.Max(1, _sampleRate * PieceMilliseconds / 1000);
        short[] converted = ArrayPool<short>.Shared.Rent(2 * OpusFormat.FrameSamples);
        int taken = 0;
        while (taken < pcm.Length)
        {
            ReadOnlySpan<short> input = pcm.Slice(taken, Math.Min(piece, pcm.Length - taken));
            if (!HasRoomFor(_resampler?.GetOutputCount(input.Length) ?? input.Length))
            {
                break;
            }

            Append(_resampler is null ? input : converted.AsSpan(0, _resampler.Process(input, converted)));
            taken += input.Length;
        }

        ArrayPool<short>.Shared.Return(converted);
        return taken;
    }

    private void FlushResampler()
    {
        if (_resampler is null)
        {
            return;
        }

        // A few milliseconds that waited inside: they may stand above the limit, since they make no one wait.
        short[] rest = ArrayPool<short>.Shared.Rent(_resampler.GetFlushCount());
        Append(rest.AsSpan(0, _resampler.Flush(rest)));
        ArrayPool<short>.Shared.Return(rest);
        _resampler = null;
        _sampleRate = 0;
    }

    private bool HasRoomFor(int samples)
    {
        lock (_gate)
        {
            return _isCancelled || Ahead + samples <= _limit;
        }
    }

    private void Append(ReadOnlySpan<short> samples)
    {
        lock (_gate)
        {
            if (!_isCancelled)
            {
                _pcm.Append(samples);
            }
        }
    }

    private Task WaitForRoom()
    {
        lock (_gate)
        {
            if (_isCancelled || HasRoomToWake)
            {
                return Task.CompletedTask;
            }

            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }
}
