using RtcVoice.Audio.Opus;

namespace RtcVoice.Pacing.Speech;

/// <summary>libopus, with as many snapshots as have been asked for (43.6 kB each).</summary>
internal sealed class OpusSpeechEncoder : ISpeechEncoder
{
    private readonly OpusEncoder _encoder;
    private readonly OpusEncoderSnapshot _silence;
    private readonly List<OpusEncoderSnapshot> _states = [];
    private int _expectedPacketLossPercent;

    public OpusSpeechEncoder(OpusEncoderOptions options, OpusSilence silence)
    {
        _encoder = new OpusEncoder(options);
        _silence = silence.Snapshot;
        _expectedPacketLossPercent = options.ExpectedPacketLossPercent;
    }

    public int ExpectedPacketLossPercent
    {
        set
        {
            _expectedPacketLossPercent = value;
            ApplyExpectedLoss();
        }
    }

    public int Encode(ReadOnlySpan<short> pcm, Span<byte> packet) => _encoder.Encode(pcm, packet);

    public void Save(int state)
    {
        while (_states.Count <= state)
        {
            _states.Add(new OpusEncoderSnapshot());
        }

        _encoder.SaveTo(_states[state]);
    }

    public void Restore(int state) => Restore(_states[state]);

    public void RestoreSilence() => Restore(_silence);

    public void Dispose()
    {
        _encoder.Dispose();
        foreach (OpusEncoderSnapshot state in _states)
        {
            state.Dispose();
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
}
