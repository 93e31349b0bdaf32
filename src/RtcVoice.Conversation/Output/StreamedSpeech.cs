using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using RtcVoice.Audio.Resampling;
using RtcVoice.Conversation.Events.Client;
using RtcVoice.Conversation.Session;

namespace RtcVoice.Conversation.Output;

/// <summary>
/// One thing to say on a <see cref="StreamedOutput"/>: the agent writes PCM of any rate on its own thread, the worker takes
/// it as the bytes that events carry.
/// </summary>
#pragma warning disable CA1001 // A cancellation source without a timer holds nothing to dispose of; its token outlives the call.
internal sealed class StreamedSpeech : IOutputSpeech
#pragma warning restore CA1001
{
    /// <summary>How far an agent may be ahead of what has left, as far as on a WebRTC call.</summary>
    public static readonly TimeSpan MaxBuffered = TimeSpan.FromSeconds(60);

    private const int MinRate = 8_000;
    private const int MaxRate = 48_000;

    /// <summary>Sound is converted and taken in pieces of 20 ms: by as much the buffer may stand above its limit.</summary>
    private const int PiecesPerSecond = 50;

    /// <summary>Room that a waiting writer is woken for, 100 ms: not for every piece that leaves.</summary>
    private const int WakeRoomBytes = AudioFormat.PcmRate / 10 * sizeof(short);

    private static readonly long MaxBytes = (long)MaxBuffered.TotalSeconds * AudioFormat.PcmRate * sizeof(short);

    private readonly Pipe _pcm = new(new PipeOptions(
        pauseWriterThreshold: MaxBytes, resumeWriterThreshold: MaxBytes - WakeRoomBytes, useSynchronizationContext: false));

    private readonly CancellationTokenSource _cancellation = new();
    private Resampler? _resampler;
    private int _sampleRate;
    private int _isWriting;
    private bool _isComplete;

    public StreamedSpeech(long id)
    {
        Id = id;
        Cancelled = _cancellation.Token;
    }

    /// <inheritdoc />
    public long Id { get; }

    /// <inheritdoc />
    public CancellationToken Cancelled { get; }

    /// <summary>Worker: true from its first sound on.</summary>
    public bool HasStarted { get; set; }

    /// <summary>Worker: samples that have left.</summary>
    public long Sent { get; private set; }

    /// <inheritdoc />
    /// <exception cref="ArgumentOutOfRangeException">The rate is out of range or has no simple ratio to 24,000.</exception>
    /// <exception cref="InvalidOperationException">The speech is complete, or another write is under way.</exception>
    public async ValueTask<bool> WriteAsync(ReadOnlyMemory<short> pcm, int sampleRate, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, MinRate);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sampleRate, MaxRate);
        cancellation.ThrowIfCancellationRequested();
        BeginWriting();
        try
        {
            UseRate(sampleRate);
            int piece = sampleRate / PiecesPerSecond;
            while (!Cancelled.IsCancellationRequested)
            {
                int take = Math.Min(piece, pcm.Length);
                Append(pcm.Span[..take]);
                pcm = pcm[take..];
                FlushResult flushed = await _pcm.Writer.FlushAsync(cancellation).ConfigureAwait(false);
                if (flushed.IsCompleted)
                {
                    break;
                }

                if (pcm.IsEmpty)
                {
                    return true;
                }
            }

            return false;
        }
        finally
        {
            Volatile.Write(ref _isWriting, 0);
        }
    }

    /// <inheritdoc />
    /// <exception cref="InvalidOperationException">A write is under way.</exception>
    public void Complete()
    {
        if (Volatile.Read(ref _isComplete))
        {
            return;
        }

        BeginWriting();
        FlushResampler();
        Volatile.Write(ref _isComplete, true);
        _pcm.Writer.Complete();
        Volatile.Write(ref _isWriting, 0);
    }

    /// <summary>Worker: how many samples wait, and whether those are the last.</summary>
    public (int Samples, bool IsLast) Look()
    {
        if (!_pcm.Reader.TryRead(out ReadResult read))
        {
            return (0, false);
        }

        _pcm.Reader.AdvanceTo(read.Buffer.Start);
        return ((int)read.Buffer.Length / sizeof(short), read.IsCompleted);
    }

    /// <summary>Worker: takes samples that wait, little-endian.</summary>
    public byte[] Take(int samples)
    {
        _pcm.Reader.TryRead(out ReadResult read);
        ReadOnlySequence<byte> taken = read.Buffer.Slice(0, samples * sizeof(short));
        byte[] bytes = taken.ToArray();
        _pcm.Reader.AdvanceTo(taken.End);
        Sent += samples;
        return bytes;
    }

    /// <summary>Worker: all of it has left; gives the memory back.</summary>
    public void Finish() => _pcm.Reader.Complete();

    /// <summary>Worker: lets go of everything, now and to come.</summary>
    public void Cancel()
    {
        // The token first: a writer that the pipe lets go has to find it cancelled. The agent's callbacks have no business
        // on the worker.
        _ = _cancellation.CancelAsync();
        if (_pcm.Reader.TryRead(out ReadResult read))
        {
            // An agent may hold on to what it said for as long as it likes, but not to a minute of sound.
            _pcm.Reader.AdvanceTo(read.Buffer.End);
        }

        _pcm.Reader.Complete();
    }

    private void BeginWriting()
    {
        if (Interlocked.Exchange(ref _isWriting, 1) != 0)
        {
            throw new InvalidOperationException("Another write to this speech is under way.");
        }

        if (Volatile.Read(ref _isComplete))
        {
            Volatile.Write(ref _isWriting, 0);
            throw new InvalidOperationException("The speech is complete.");
        }
    }

    private void UseRate(int sampleRate)
    {
        if (sampleRate == _sampleRate)
        {
            return;
        }

        FlushResampler();
        _resampler = sampleRate == AudioFormat.PcmRate ? null : new Resampler(sampleRate, AudioFormat.PcmRate);
        _sampleRate = sampleRate;
    }

    private void Append(ReadOnlySpan<short> pcm)
    {
        int count = _resampler?.GetOutputCount(pcm.Length) ?? pcm.Length;
        if (count == 0)
        {
            _resampler?.Process(pcm, []);
            return;
        }

        Span<short> room = Reserve(count);
        if (_resampler is null)
        {
            pcm.CopyTo(room);
        }
        else
        {
            _resampler.Process(pcm, room);
        }

        Commit(room);
    }

    // A few milliseconds that waited inside.
    private void FlushResampler()
    {
        if (_resampler is { } resampler && resampler.GetFlushCount() is > 0 and int count)
        {
            Span<short> room = Reserve(count);
            resampler.Flush(room);
            Commit(room);
        }

        _resampler = null;
        _sampleRate = 0;
    }

    private Span<short> Reserve(int samples) =>
        MemoryMarshal.Cast<byte, short>(_pcm.Writer.GetSpan(samples * sizeof(short)))[..samples];

    private void Commit(Span<short> samples)
    {
        Pcm16.MakeLittleEndian(samples);
        _pcm.Writer.Advance(samples.Length * sizeof(short));
    }
}
