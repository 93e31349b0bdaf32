using System.Runtime.CompilerServices;
using RtcVoice.Audio.Opus;
using RtcVoice.Timing;

namespace RtcVoice.Audio.JitterBuffer;

/// <summary>
/// One microphone from packets to sound: an <see cref="UplinkJitterBuffer"/> and an <see cref="OpusDecoder"/> that give
/// 20 ms of 48 kHz Pcm16 at every pull, come what may. Losses are restored or concealed; where the delay is longer than
/// the network asks for a quiet frame is left out (one of speech at worst), where it is shorter one is drawn out.
/// </summary>
/// <remarks>
/// One owner for <see cref="Put"/> and <see cref="Pull"/>. Packets may hold 2.5 to 120 ms; memory grows with the longest and
/// with what the jitter buffer has to hold, up to a bound, and then nothing is allocated.
/// </remarks>
public sealed class UplinkDecoder : IDisposable
{
    private const int FrameSamples = OpusFormat.FrameSamples;

    /// <summary>Where sound was left out the ends are blended over 5 ms, one period of a low voice.</summary>
    private const int SeamSamples = 240;

    /// <summary>Sound that begins after digital silence fades in over 2.5 ms, so that it does not click.</summary>
    private const int FadeInSamples = 120;

    /// <summary>
    /// So much too long, and even speech is cut; below it quiet moments do the work. At 200 ms too much an answer comes
    /// noticeably late; recognisers suffer from every cut.
    /// </summary>
    private static readonly TimeSpan SpeechSurplus = TimeSpan.FromMilliseconds(200);

    /// <summary>A quiet frame is left out where the next then waits for no less than this below the target.</summary>
    private static readonly TimeSpan MinSurplusAfterCut = TimeSpan.FromMilliseconds(-5);

    /// <summary>
    /// So much too short, and a quiet frame is drawn out; then it is at most as much too long. The distance to
    /// <see cref="MinSurplusAfterCut"/> keeps the two from chasing each other.
    /// </summary>
    private static readonly TimeSpan Shortage = TimeSpan.FromMilliseconds(-10);

    /// <summary>Speech is cut by one frame in five at most: a fifth faster is still well understood.</summary>
    private const int FramesBetweenSpeechCuts = 5;

    private readonly OpusDecoder _decoder = new();
    private short[] _ready = GC.AllocateUninitializedArray<short>(2 * FrameSamples, pinned: true);
    private readonly short[] _seam = new short[SeamSamples];
    private UplinkStatistics _statistics;
    private QuietDetector _quiet;
    private int _readyCount;
    private long _readyEnd;
    private bool _hasSeam;
    private bool _isSilent = true;
    private bool _wasQuiet;
    private int _framesSinceCut;

    /// <summary>The buffer below, for a look at it.</summary>
    public UplinkJitterBuffer Buffer { get; } = new();

    /// <summary>The counters so far.</summary>
    public UplinkStatistics Statistics => _statistics with { Buffer = Buffer.Statistics };

    /// <summary>Puts a packet in: see <see cref="UplinkJitterBuffer.Put"/>.</summary>
    public PutResult Put(long sequence, long timestamp, ReadOnlySpan<byte> payload, Instant arrival, bool isRedundant = false) =>
        Buffer.Put(sequence, timestamp, payload, arrival, isRedundant);

    /// <summary>Gives the next 20 ms. Call every 20 ms, with the deadline of the tick (not the time it was reached).</summary>
    /// <param name="now">The time for which the sound is wanted.</param>
    /// <param name="pcm">Exactly 960 samples; all are written.</param>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    [SkipLocalsInit]
    public UplinkFrame Pull(Instant now, Span<short> pcm)
    {
        if (pcm.Length != FrameSamples)
        {
            throw new ArgumentException($"A frame is {FrameSamples} samples, not {pcm.Length}.", nameof(pcm));
        }

        _framesSinceCut++;
        Span<short> scratch = stackalloc short[OpusFormat.MaxPacketSamples];
        UplinkFrameKind kind = UplinkFrameKind.Decoded;
        if (_readyCount == 0 && _wasQuiet && Buffer.Count > 0 && Buffer.GetSurplus(now) < Shortage)
        {
            Conceal(scratch[..FrameSamples]);
            _statistics.StretchedSamples += FrameSamples;
            kind = UplinkFrameKind.Comfort;
        }

        bool mayCut = true;
        while (_readyCount < FrameSamples)
        {
            UplinkFrameKind piece = Fill(now, ref mayCut, scratch);
            kind = piece < kind ? piece : kind;
        }

        _ready.AsSpan(0, FrameSamples).CopyTo(pcm);
        _ready.AsSpan(FrameSamples, _readyCount - FrameSamples).CopyTo(_ready);
        _readyCount -= FrameSamples;
        _wasQuiet = _quiet.IsQuiet(pcm);
        return new UplinkFrame(kind, _readyEnd - _readyCount, _wasQuiet);
    }

    /// <summary>Begins anew, for a new SSRC.</summary>
    public void Reset()
    {
        Buffer.Reset();
        _decoder.Reset();
        _readyCount = 0;
        _readyEnd = 0;
        _hasSeam = false;
        _isSilent = true;
        _wasQuiet = false;
    }

    /// <inheritdoc />
    public void Dispose() => _decoder.Dispose();

    // Adds the next piece of sound to what is ready; the scratch holds the longest packet.
    private UplinkFrameKind Fill(Instant now, ref bool mayCut, Span<short> scratch)
    {
        PlayoutDecision next = Buffer.Pull(now);
        switch (next.Kind)
        {
            case PlayoutKind.Packet when _decoder.TryDecode(next.Payload, scratch, out int samples):
                _statistics.DecodedSamples += samples;
                _readyEnd = next.Timestamp + samples;
                int cut = mayCut ? CutOf(scratch[..samples], now) : 0;
                mayCut &= cut == 0;
                Append(scratch[cut..samples]);
                return UplinkFrameKind.Decoded;
            case PlayoutKind.Packet:
                _statistics.Undecodable++;
                return ConcealLoss(next, scratch[..next.Samples]);
            case PlayoutKind.Recoverable when _decoder.DecodeForwardErrorCorrection(next.Payload, scratch[..next.Samples]):
                _statistics.RecoveredSamples += next.Samples;
                _readyEnd = next.Timestamp + next.Samples;
                Append(scratch[..next.Samples]);
                return UplinkFrameKind.Recovered;
            case PlayoutKind.Lost or PlayoutKind.Recoverable:
                return ConcealLoss(next, scratch[..next.Samples]);
            case PlayoutKind.Paused:
                Conceal(scratch[..next.Samples]);
                _readyEnd = next.Timestamp + next.Samples;
                return UplinkFrameKind.Comfort;
            default:
                FadeToSilence(scratch[..FrameSamples]);
                return UplinkFrameKind.Silence;
        }
    }

    private UplinkFrameKind ConcealLoss(in PlayoutDecision loss, Span<short> scratch)
    {
        Conceal(scratch);
        _statistics.ConcealedSamples += loss.Samples;
        _readyEnd = loss.Timestamp + loss.Samples;
        return UplinkFrameKind.Concealed;
    }

    // How many samples to leave out at the front of what was just decoded. The first of them are kept for the seam.
    private int CutOf(ReadOnlySpan<short> samples, Instant now)
    {
        int cut = Math.Min(samples.Length, FrameSamples);
        TimeSpan surplus = Buffer.GetSurplus(now);
        if (surplus < MinSurplusAfterCut || Buffer.Count == 0 || cut < SeamSamples)
        {
            return 0;
        }

        QuietDetector ahead = _quiet;
        if (ahead.IsQuiet(samples[..cut]))
        {
            _statistics.SkippedQuietSamples += cut;
        }
        else if (surplus >= SpeechSurplus && _framesSinceCut >= FramesBetweenSpeechCuts)
        {
            _statistics.SkippedSpeechSamples += cut;
        }
        else
        {
            return 0;
        }

        _framesSinceCut = 0;
        samples[..SeamSamples].CopyTo(_seam);
        _hasSeam = true;
        return cut;
    }

    private void Conceal(Span<short> scratch)
    {
        _decoder.Conceal(scratch);
        Append(scratch);
    }

    private void Append(Span<short> samples)
    {
        if (samples.IsEmpty)
        {
            return;
        }

        if (_isSilent)
        {
            Ramp.In(samples[..Math.Min(FadeInSamples, samples.Length)]);
            _isSilent = false;
        }

        if (_hasSeam)
        {
            Ramp.Blend(_seam.AsSpan(0, Math.Min(SeamSamples, samples.Length)), samples);
            _hasSeam = false;
        }

        if (_readyCount + samples.Length > _ready.Length)
        {
            Grow();
        }

        samples.CopyTo(_ready.AsSpan(_readyCount));
        _readyCount += samples.Length;
    }

    // For packets longer than a frame, and the rest of a frame before them.
    private void Grow()
    {
        short[] larger = GC.AllocateUninitializedArray<short>(OpusFormat.MaxPacketSamples + FrameSamples, pinned: true);
        _ready.AsSpan(0, _readyCount).CopyTo(larger);
        _ready = larger;
    }

    private void FadeToSilence(Span<short> frame)
    {
        int samples = FrameSamples - _readyCount;
        Span<short> room = _ready.AsSpan(_readyCount, samples);
        if (_isSilent)
        {
            room.Clear();
        }
        else
        {
            _decoder.Conceal(frame);
            frame[..samples].CopyTo(room);
            Ramp.Out(room);
            _isSilent = true;
        }

        _hasSeam = false;
        _readyCount += samples;
    }
}
