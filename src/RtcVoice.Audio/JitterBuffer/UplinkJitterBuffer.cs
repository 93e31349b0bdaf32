using RtcVoice.Audio.Opus;
using RtcVoice.Timing;

namespace RtcVoice.Audio.JitterBuffer;

/// <summary>
/// Puts the Opus packets of one microphone back into order and time: they come in as the network brings them, and go
/// out at the steady pace of the one who pulls. It waits as long as the jitter asks for (20 to 400 ms, learned as
/// NetEq does), says what is lost, and forgets what comes too late. Time goes in by arguments; nothing here reads a
/// clock or locks.
/// </summary>
/// <remarks>
/// <para>
/// Packets and pulls share one owner. Sequence numbers and timestamps come unwrapped; on a new SSRC call
/// <see cref="Reset"/>. Whatever a peer sends, at most <see cref="MaxPackets"/> packets and 32 KiB are held.
/// </para>
/// <para>
/// It never stretches sound. Where it waits longer than it should it says so by <see cref="GetSurplus"/>, and
/// <see cref="UplinkDecoder"/> leaves out silence; where it starves the wait grows by itself.
/// </para>
/// </remarks>
public sealed class UplinkJitterBuffer
{
    /// <summary>Packets held at most: 1.28 s of 20 ms frames, three times the longest wait.</summary>
    public const int MaxPackets = 64;

    /// <summary>No RTP payload is larger: the MTU of the path.</summary>
    public const int MaxPayloadBytes = 1_500;

    /// <summary>Bytes held at most, in chunks of 128: a second of Opus at its highest rate is 64 kB, of voice 4 kB.</summary>
    private const int PoolChunks = 256;

    /// <summary>After so much invented sound in a row the ear, and the VAD, are better served by silence.</summary>
    private const int MaxStarvingSamples = 120 * OpusFormat.SampleRate / 1000;

    /// <summary>Senders with DTX refresh their comfort noise every 400 ms; twice that without one, and they are gone.</summary>
    private const int MaxDtxSamples = 800 * OpusFormat.SampleRate / 1000;

    private readonly PayloadPool _pool = new(PoolChunks);
    private readonly PacketQueue _queue = new(MaxPackets);
    private readonly DelayEstimator _delays = new();
    private readonly StreamContinuity _continuity = new();
    private readonly byte[] _scratch = GC.AllocateUninitializedArray<byte>(MaxPayloadBytes, pinned: true);
    private JitterBufferStatistics _statistics;

    private bool _playing;
    private bool _hasPlayed;
    private long _position;
    private long _lastSequence;
    private ulong _playedBefore;
    private bool _lastWasDtx;
    private int _starvedSamples;

    /// <summary>How long packets are made to wait, 20 to 400 ms.</summary>
    public TimeSpan TargetDelay => _delays.Target;

    /// <summary>How long the fastest packets waited as of the last pull.</summary>
    public TimeSpan Delay { get; private set; }

    /// <summary>Packets that wait.</summary>
    public int Count => _queue.Count;

    /// <summary>Room for payloads that is free, for tests that nothing leaks.</summary>
    internal int FreeBytes => _pool.FreeChunks * PayloadPool.ChunkBytes;

    /// <summary>The counters, and where the buffer stands.</summary>
    public JitterBufferStatistics Statistics => _statistics with
    {
        TargetDelay = TargetDelay,
        Delay = Delay,
        Packets = _queue.Count,
        Depth = _queue.Count == 0
            ? TimeSpan.Zero
            : ToTime(_queue[_queue.Count - 1].Timestamp + _queue[_queue.Count - 1].Duration - _queue[0].Timestamp),
    };

    /// <summary>Puts a packet in.</summary>
    /// <param name="sequence">Unwrapped sequence number.</param>
    /// <param name="timestamp">Unwrapped RTP timestamp, 48 kHz.</param>
    /// <param name="payload">The Opus packet; copied.</param>
    /// <param name="arrival">When it came.</param>
    /// <param name="isRedundant">True for a copy of an earlier packet (RFC 2198), which says nothing about the network's delay.</param>
    public PutResult Put(long sequence, long timestamp, ReadOnlySpan<byte> payload, Instant arrival, bool isRedundant = false)
    {
        _statistics.Received++;
        if (payload.Length > MaxPayloadBytes || !OpusPacket.TryRead(payload, out OpusPacket opus))
        {
            _statistics.Malformed++;
            return PutResult.Malformed;
        }

        switch (_continuity.Judge(sequence, timestamp, arrival, _delays))
        {
            case StreamContinuity.Verdict.Contradicts:
                return Contradict();
            case StreamContinuity.Verdict.Begins:
                Clear();
                _delays.Begin(timestamp, arrival);
                break;
        }

        bool isPast = _hasPlayed && sequence <= _lastSequence;
        int place = isPast ? 0 : _queue.FindPlace(sequence, timestamp);
        if (isPast ? WasPlayed(sequence) : place == PacketQueue.AlreadyThere)
        {
            _statistics.Duplicate++;
            return PutResult.Duplicate;
        }

        if (place == PacketQueue.NowhereFits)
        {
            return Contradict();
        }

        // Packets that are too late tell most about how long to wait.
        if (!isRedundant)
        {
            _delays.Measure(timestamp, arrival);
        }

        if (isPast || (_playing && timestamp + opus.DurationSamples <= _position))
        {
            _statistics.Late++;
            return PutResult.Late;
        }

        Store(sequence, timestamp, payload, opus);
        return PutResult.Accepted;
    }

    /// <summary>Decides on the next piece of sound, and takes it out.</summary>
    /// <param name="now">
    /// The time for which the sound is wanted: the deadline of the tick, not the time at which a late reader got to it.
    /// </param>
    public PlayoutDecision Pull(Instant now)
    {
        if (!_playing && !TryStart(now))
        {
            return new PlayoutDecision(PlayoutKind.Waiting, default, 0, OpusFormat.FrameSamples);
        }

        Delay = _delays.DelayOf(_position, now);
        if (_queue.Count == 0)
        {
            return Starve();
        }

        // What was invented while starving stood for what was lost meanwhile; if nothing was, the wait is longer now.
        long gap = _queue[0].Timestamp - _position;
        if (_starvedSamples > 0)
        {
            _position += Math.Clamp(gap, 0, _starvedSamples);
            _starvedSamples = 0;
            Delay = _delays.DelayOf(_position, now);
            gap = _queue[0].Timestamp - _position;
        }

        bool isPause = _lastWasDtx || _queue[0].Sequence == _lastSequence + 1;
        if (gap > 0 && isPause)
        {
            gap = ShortenPause(gap, now);
        }

        return gap > 0 ? Miss(gap, isPause) : Play();
    }

    /// <summary>
    /// How much longer than <see cref="TargetDelay"/> the next piece would have waited if it were pulled now; negative
    /// when shorter, zero while nothing plays. A reader that leaves out or draws out sound steers by it.
    /// </summary>
    public TimeSpan GetSurplus(Instant now) =>
        _playing ? _delays.DelayOf(_position + _starvedSamples, now) - TargetDelay : TimeSpan.Zero;

    /// <summary>Throws out all packets and begins anew with the next one. What was learned of the network stays.</summary>
    public void Reset()
    {
        Clear();
        _continuity.Reset();
    }

    private static TimeSpan ToTime(long samples) => new(samples * TimeSpan.TicksPerSecond / OpusFormat.SampleRate);

    private void Clear()
    {
        while (_queue.Count > 0)
        {
            _pool.Free(_queue.RemoveFirst().Chunk);
        }

        _playing = false;
        _hasPlayed = false;
        _starvedSamples = 0;
        _lastWasDtx = false;
    }

    private PutResult Contradict()
    {
        _statistics.Contradictory++;
        return PutResult.Contradictory;
    }

    private bool WasPlayed(long sequence)
    {
        long age = _lastSequence - sequence;
        return age < 64 && ((_playedBefore >> (int)age) & 1) != 0;
    }

    private void Store(long sequence, long timestamp, ReadOnlySpan<byte> payload, in OpusPacket opus)
    {
        short chunk;
        while (_queue.IsFull || !_pool.TryStore(payload, out chunk))
        {
            // The oldest goes: whoever floods us, or never pulls, gets the newest sound. What it held is not waited for: a
            // reader that has missed more than fits in here would for ever be told what was lost, and never play.
            BufferedPacket oldest = _queue.RemoveFirst();
            _pool.Free(oldest.Chunk);
            _position = Math.Max(_position, oldest.Timestamp + oldest.Duration);
            _statistics.Overflowed++;
        }

        int place = _queue.FindPlace(sequence, timestamp);
        _queue.Insert(place, new BufferedPacket(
            sequence, timestamp, opus.DurationSamples, opus.FrameSamples, opus.HasForwardErrorCorrection, opus.IsDtx, payload.Length, chunk));
    }

    private bool TryStart(Instant now)
    {
        if (_queue.Count == 0)
        {
            return false;
        }

        Delay = _delays.DelayOf(_queue[0].Timestamp, now);
        if (Delay < TargetDelay - DelayEstimator.HalfTick)
        {
            return false;
        }

        _playing = true;
        _position = _queue[0].Timestamp;
        if (!_hasPlayed)
        {
            _lastSequence = _queue[0].Sequence - 1;
            _playedBefore = 0;
        }

        _lastWasDtx = false;
        _starvedSamples = 0;
        _statistics.Restarts++;
        return true;
    }

    private PlayoutDecision Starve()
    {
        _starvedSamples += OpusFormat.FrameSamples;
        if (_starvedSamples > (_lastWasDtx ? MaxDtxSamples : MaxStarvingSamples))
        {
            _playing = false;
            _starvedSamples = 0;
            return new PlayoutDecision(PlayoutKind.Waiting, default, 0, OpusFormat.FrameSamples);
        }

        CountMissed(_lastWasDtx, OpusFormat.FrameSamples);
        return new PlayoutDecision(
            _lastWasDtx ? PlayoutKind.Paused : PlayoutKind.Lost, default, _position + _starvedSamples, OpusFormat.FrameSamples);
    }

    // A pause of the sender is the best place to give back a wait that is too long.
    private long ShortenPause(long gap, Instant now)
    {
        long surplus = GetSurplus(now).Ticks * OpusFormat.SampleRate / TimeSpan.TicksPerSecond;
        long skip = Math.Clamp(surplus / OpusFormat.FrameSamples * OpusFormat.FrameSamples, 0, gap);
        _position += skip;
        Delay -= ToTime(skip);
        return gap - skip;
    }

    private PlayoutDecision Miss(long gap, bool isPause)
    {
        ref readonly BufferedPacket next = ref _queue[0];
        bool canRecover = !isPause && next.HasForwardErrorCorrection;
        long timestamp = _position;
        if (canRecover && gap == next.FrameSamples)
        {
            _position += gap;
            _statistics.RecoverableSamples += gap;
            return new PlayoutDecision(PlayoutKind.Recoverable, CopyOut(next), timestamp, (int)gap);
        }

        // Up to where the copy begins, or the next packet does; in steps that concealment can make.
        long until = canRecover && gap > next.FrameSamples ? gap - next.FrameSamples : gap;
        long piece = Math.Min(until, OpusFormat.FrameSamples);
        _position += piece;
        int step = OpusDecoder.ConcealmentStepSamples;
        int samples = (int)((piece + step - 1) / step * step);
        CountMissed(isPause, samples);
        return new PlayoutDecision(isPause ? PlayoutKind.Paused : PlayoutKind.Lost, default, timestamp, samples);
    }

    private void CountMissed(bool isPause, int samples)
    {
        if (isPause)
        {
            _statistics.PausedSamples += samples;
        }
        else
        {
            _statistics.LostSamples += samples;
        }
    }

    private PlayoutDecision Play()
    {
        BufferedPacket packet = _queue.RemoveFirst();
        ReadOnlySpan<byte> payload = CopyOut(packet);
        _pool.Free(packet.Chunk);
        long advance = packet.Sequence - _lastSequence;
        _playedBefore = advance >= 64 ? 1 : (_playedBefore << (int)advance) | 1;
        _delays.CountLoss(advance - 1);
        _lastSequence = packet.Sequence;
        _hasPlayed = true;
        _lastWasDtx = packet.IsDtx;
        _position = packet.Timestamp + packet.Duration;
        _statistics.Played++;
        return new PlayoutDecision(PlayoutKind.Packet, payload, packet.Timestamp, packet.Duration);
    }

    private ReadOnlySpan<byte> CopyOut(scoped in BufferedPacket packet)
    {
        Span<byte> payload = _scratch.AsSpan(0, packet.Length);
        _pool.Read(packet.Chunk, payload);
        return payload;
    }
}
