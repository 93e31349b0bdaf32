namespace RtcVoice.Audio.Endpointing;

/// <summary>
/// Listens to one person and says, when asked in a pause, how likely they have finished, from how it sounded: not from
/// what was said, and not from how long the pause is, which the one who asks knows. Not safe for use by two threads at
/// once; allocates nothing once it is made.
/// </summary>
public sealed class TurnEndJudge
{
    /// <summary>Samples a second that go in.</summary>
    public const int SampleRate = ProsodyAnalyzer.SampleRate;

    private readonly EndpointModel _model;
    private readonly ProsodyAnalyzer _analyzer = new();
    private readonly TurnProsody _turn = new();
    private readonly ProsodyFrame[] _frames = new ProsodyFrame[TurnProsody.Capacity];

    /// <summary>Makes one at the beginning of a call.</summary>
    public TurnEndJudge()
        : this(EndpointModel.Trained)
    {
    }

    internal TurnEndJudge(EndpointModel model) => _model = model;

    /// <summary>Takes sound in: mono PCM16 at <see cref="SampleRate"/>, of any length, silence included.</summary>
    public void Write(ReadOnlySpan<short> pcm)
    {
        while (_analyzer.TryRead(ref pcm, out ProsodyFrame frame))
        {
            _turn.Add(frame);
        }
    }

    /// <summary>A turn has begun.</summary>
    /// <param name="samplesAgo">How far back in the sound so far; at most 6 s are remembered.</param>
    public void Begin(long samplesAgo)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(samplesAgo);
        _turn.Begin(samplesAgo / ProsodyAnalyzer.FrameSamples);
    }

    /// <summary>Judges the turn by what was heard of it so far.</summary>
    /// <returns>The probability that it has ended, 0 to 1.</returns>
    public float Judge()
    {
        Span<float> features = stackalloc float[EndpointFeatures.Count];
        Read(features);
        return _model.Predict(features);
    }

    /// <summary>Forgets all that was heard.</summary>
    public void Reset()
    {
        _analyzer.Reset();
        _turn.Reset();
    }

    internal void Read(Span<float> features)
    {
        int count = _turn.CopyTo(_frames);
        EndpointFeatures.Read(_frames.AsSpan(0, count), _turn.TurnFrames, features);
    }
}
