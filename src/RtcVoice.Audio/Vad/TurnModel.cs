using System.Buffers;
using Microsoft.ML.OnnxRuntime;
using RtcVoice.Audio.Endpointing;

namespace RtcVoice.Audio.Vad;

/// <summary>
/// A model of one's own that judges whether a turn has ended, loaded once for the process and shared by every call: an ONNX
/// file with the input and output of Smart Turn v3 (<c>input_features</c>, 1 x 80 x 800, Whisper's features of the last 8 s;
/// one probability). It is too slow for the tick of a call: ask it by <see cref="PredictAsync"/>. Any thread.
/// </summary>
public sealed class TurnModel : IDisposable
{
    /// <summary>Samples a second of the sound that it judges.</summary>
    public const int SampleRate = 16_000;

    private const string InputName = "input_features";

    /// <summary>Predictions at a time, so that they leave half the machine to the calls.</summary>
    private static readonly int MaxPredictions = Math.Max(1, Environment.ProcessorCount / 2);

    private readonly InferenceSession _session;
    private readonly string _output;
    private readonly SemaphoreSlim _room = new(MaxPredictions, MaxPredictions);

    private TurnModel(InferenceSession session)
    {
        _session = session;
        _output = session.OutputNames[0];
    }

    /// <summary>How much of the end of a turn it judges.</summary>
    public static TimeSpan Reach => TimeSpan.FromSeconds((double)WhisperFeatures.Samples / SampleRate);

    /// <summary>Loads a model, and runs it once, so that it is known to work.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no model with that input and output.</exception>
    public static TurnModel Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"The turn model was not found at {path}: set RtcVoice:TurnModel to the path of a Smart Turn v3 ONNX file, or leave it empty.", path);
        }

        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        TurnModel? model = null;
        try
        {
            var session = new InferenceSession(path, options);
            model = new TurnModel(session);
            if (!session.InputNames.Contains(InputName))
            {
                throw new InvalidDataException($"{path} has no input '{InputName}', but {string.Join(", ", session.InputNames)}; a model like Smart Turn v3 is needed.");
            }

            model.Predict([]);
            return model;
        }
        catch (OnnxRuntimeException error)
        {
            model?.Dispose();
            throw new InvalidDataException($"{path} is not a turn model like Smart Turn v3: {error.Message}", error);
        }
        catch (InvalidDataException)
        {
            model?.Dispose();
            throw;
        }
    }

    /// <summary>Judges a turn on a thread of the pool.</summary>
    /// <param name="pcm">Mono PCM16 at <see cref="SampleRate"/>; must not change until it is done.</param>
    /// <returns>The probability that it has ended, or null where so many are being judged that this one is not.</returns>
    public async Task<float?> PredictAsync(ReadOnlyMemory<short> pcm)
    {
        if (!_room.Wait(0))
        {
            return null;
        }

        try
        {
            return await Task.Run(() => Predict(pcm.Span)).ConfigureAwait(false);
        }
        finally
        {
            _room.Release();
        }
    }

    /// <summary>Judges a turn here and now.</summary>
    /// <param name="pcm">Mono PCM16 at <see cref="SampleRate"/>; the last 8 s count.</param>
    /// <returns>The probability that it has ended, 0 to 1.</returns>
    /// <exception cref="InvalidDataException">The model does not answer with one number from 0 to 1.</exception>
    public float Predict(ReadOnlySpan<short> pcm)
    {
        const int Length = WhisperFeatures.Bands * WhisperFeatures.Frames;
        float[] features = ArrayPool<float>.Shared.Rent(Length);
        try
        {
            WhisperFeatures.Compute(pcm, features.AsSpan(0, Length));
            using var input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, features.AsMemory(0, Length), [1, WhisperFeatures.Bands, WhisperFeatures.Frames]);
            using var options = new RunOptions();
            using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(options, [InputName], [input], [_output]);
            ReadOnlySpan<float> values = outputs[0].GetTensorDataAsSpan<float>();
            return values is [>= 0 and <= 1]
                ? values[0]
                : throw new InvalidDataException($"The turn model's output '{_output}' is not one probability; a model like Smart Turn v3 is needed.");
        }
        finally
        {
            ArrayPool<float>.Shared.Return(features);
        }
    }

    /// <summary>Unloads the model, once the predictions that are being made are; no others may be asked for.</summary>
    public void Dispose()
    {
        for (int i = 0; i < MaxPredictions; i++)
        {
            _room.Wait();
        }

        _session.Dispose();
        _room.Dispose();
    }
}
