using Microsoft.ML.OnnxRuntime;

namespace RtcVoice.Audio.Vad;

/// <summary>
/// Tells for every 32 ms of one microphone how likely they hold speech. Not safe for use by two threads at once; any
/// number may share one <see cref="SileroModel"/>. It decides nothing: see <see cref="SpeechDetector"/>.
/// </summary>
/// <remarks>
/// The model wants the last 64 samples of the window before in front of each window; without them version 6 answers 0
/// to everything. Its recurrent state stays here. Inputs and outputs are memory of ours, bound once; it is pinned from the
/// start, or each binding would pin a young array in the collector's way.
/// </remarks>
public sealed class SileroVad : IDisposable
{
    /// <summary>Samples a second that go in.</summary>
    public const int SampleRate = 16_000;

    /// <summary>Samples of one window: 32 ms.</summary>
    public const int WindowSamples = 512;

    private const int ContextSamples = 64;
    private const int StateLength = 2 * 1 * 128;

    private readonly SileroModel _model;
    private readonly float[] _input = GC.AllocateArray<float>(ContextSamples + WindowSamples, pinned: true);
    private readonly float[] _state = GC.AllocateArray<float>(StateLength, pinned: true);
    private readonly float[] _nextState = GC.AllocateArray<float>(StateLength, pinned: true);
    private readonly float[] _output = GC.AllocateArray<float>(1, pinned: true);
    private readonly long[] _rate = GC.AllocateArray<long>(1, pinned: true);
    private readonly OrtValue[] _values;
    private readonly OrtIoBinding _binding;

    /// <summary>Makes a detector at its beginning.</summary>
    public SileroVad(SileroModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _rate[0] = SampleRate;
        OrtMemoryInfo memory = OrtMemoryInfo.DefaultInstance;
        _values =
        [
            OrtValue.CreateTensorValueFromMemory(memory, _input.AsMemory(), [1, _input.Length]),
            OrtValue.CreateTensorValueFromMemory(memory, _state.AsMemory(), [2, 1, 128]),
            OrtValue.CreateTensorValueFromMemory(memory, _rate.AsMemory(), []),
            OrtValue.CreateTensorValueFromMemory(memory, _output.AsMemory(), [1, 1]),
            OrtValue.CreateTensorValueFromMemory(memory, _nextState.AsMemory(), [2, 1, 128]),
        ];
        _binding = model.Session.CreateIoBinding();
        _binding.BindInput("input", _values[0]);
        _binding.BindInput("state", _values[1]);
        _binding.BindInput("sr", _values[2]);
        _binding.BindOutput("output", _values[3]);
        _binding.BindOutput("stateN", _values[4]);
    }

    /// <summary>The probability, 0 to 1, that the next window holds speech.</summary>
    /// <param name="window">Exactly <see cref="WindowSamples"/> samples, following the last window without a gap.</param>
    /// <exception cref="ArgumentException">The window has another length.</exception>
    public float Process(ReadOnlySpan<short> window)
    {
        ThrowIfNotAWindow(window.Length);
        Span<float> input = _input.AsSpan(ContextSamples);
        for (int i = 0; i < input.Length; i++)
        {
            input[i] = window[i] * (1f / 32768);
        }

        return Run();
    }

    /// <inheritdoc cref="Process(ReadOnlySpan{short})" />
    /// <param name="window">Exactly <see cref="WindowSamples"/> samples of -1 to 1.</param>
    public float Process(ReadOnlySpan<float> window)
    {
        ThrowIfNotAWindow(window.Length);
        window.CopyTo(_input.AsSpan(ContextSamples));
        return Run();
    }

    /// <summary>Forgets all that was heard.</summary>
    public void Reset()
    {
        Array.Clear(_input);
        Array.Clear(_state);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _binding.Dispose();
        foreach (OrtValue value in _values)
        {
            value.Dispose();
        }
    }

    private static void ThrowIfNotAWindow(int length)
    {
        if (length != WindowSamples)
        {
            throw new ArgumentException($"A window is {WindowSamples} samples, not {length}.", nameof(length));
        }
    }

    private float Run()
    {
        _model.Session.RunWithBinding(_model.RunOptions, _binding);
        _nextState.CopyTo(_state, 0);
        _input.AsSpan(WindowSamples).CopyTo(_input);
        return _output[0];
    }
}
