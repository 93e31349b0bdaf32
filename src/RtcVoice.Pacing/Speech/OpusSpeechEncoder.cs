using RtcVoice.Audio.Opus;

namespace RtcVoice.Pacing.Speech;

/// <summary>
/// libopus, with as many snapshots as have been asked for (43.6 kB each). Another complexity may sound otherwise, so it
/// waits for a frame in which that cannot be heard: one behind silence, or a quiet one between words.
/// </summary>
internal sealed class OpusSpeechEncoder : ISpeechEncoder
{
    /// <summary>-40 dBFS: 20 dB and more below speech, whose hiss above 8 kHz is softer still.</summary>
    private const short QuietPeak = 328;

    /// <summary>
    /// Below this complexity libopus takes four fifths of the bitrate for what it decides by: at 32 kb/s with FEC it would
    /// leave out what is above 8 kHz. A quarter more makes up for that, and at 1 for the quality as well (bench/README.md).
    /// </summary>
    private const int LeastThrifty = 2;

    /// <summary>Bits a second that libopus takes.</summary>
    private const int MostBits = 510_000;

    private readonly OpusEncoder _encoder;
    private readonly OpusEncoderSnapshot _silence;
    private readonly int _silenceComplexity;
    private readonly int _bitrate;
    private readonly TargetComplexity _target;
    private readonly List<(OpusEncoderSnapshot Snapshot, bool IsBehindSilence)> _states = [];
    private int _expectedPacketLossPercent;
    private bool _isBehindSilence;

    public OpusSpeechEncoder(OpusEncoderOptions options, OpusSilence silence, TargetComplexity target)
    {
        _encoder = new OpusEncoder(options);
        _silence = silence.Snapshot;
        _silenceComplexity = options.Complexity;
        _bitrate = options.Bitrate;
        _target = target;
        _expectedPacketLossPercent = options.ExpectedPacketLossPercent;
    }

    /// <summary>The effort that the last frame was coded with.</summary>
    public int Complexity => _encoder.Complexity;

    public int ExpectedPacketLossPercent
    {
        set
        {
            _expectedPacketLossPercent = value;
            ApplyExpectedLoss();
        }
    }

    public int Encode(ReadOnlySpan<short> pcm, Span<byte> packet)
    {
        bool isSilent = !pcm.ContainsAnyExcept((short)0);
        ApplyComplexity(pcm, isSilent);
        _isBehindSilence = isSilent;
        return _encoder.Encode(pcm, packet);
    }

    public void Save(int state)
    {
        while (_states.Count <= state)
        {
            _states.Add((new OpusEncoderSnapshot(), false));
        }

        OpusEncoderSnapshot snapshot = _states[state].Snapshot;
        _encoder.SaveTo(snapshot);
        _states[state] = (snapshot, _isBehindSilence);
    }

    public void Restore(int state)
    {
        Restore(_states[state].Snapshot);
        _isBehindSilence = _states[state].IsBehindSilence;
    }

    public void RestoreSilence()
    {
        Restore(_silence);
        _isBehindSilence = true;
    }

    public void Dispose()
    {
        _encoder.Dispose();
        foreach ((OpusEncoderSnapshot snapshot, _) in _states)
        {
            snapshot.Dispose();
        }
    }

    // A snapshot holds the settings of its time; the loss that the listener reports is of now.
    private void Restore(OpusEncoderSnapshot snapshot)
    {
        _encoder.RestoreFrom(snapshot);
        ApplyExpectedLoss();
    }

    private void ApplyExpectedLoss()
    {
        if (_encoder.ExpectedPacketLossPercent != _expectedPacketLossPercent)
        {
            _encoder.ExpectedPacketLossPercent = _expectedPacketLossPercent;
        }
    }

    // Silence leads over to the shared silence, whose packets follow on those of its own complexity alone.
    private void ApplyComplexity(ReadOnlySpan<short> pcm, bool isSilent)
    {
        int wanted = isSilent ? _silenceComplexity : _target.Value;
        if (_encoder.Complexity != wanted && (isSilent || _isBehindSilence || IsQuiet(pcm)))
        {
            _encoder.Complexity = wanted;
            _encoder.Bitrate = BitrateAt(wanted);
        }
    }

    // The silence, and what leads over to it, stays as the options have it.
    private int BitrateAt(int complexity) =>
        complexity < LeastThrifty && complexity != _silenceComplexity ? Math.Min(_bitrate / 4 * 5, MostBits) : _bitrate;

    private static bool IsQuiet(ReadOnlySpan<short> pcm) => !pcm.ContainsAnyExceptInRange((short)-QuietPeak, QuietPeak);
}
