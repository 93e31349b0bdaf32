using Microsoft.ML.OnnxRuntime;

namespace RtcVoice.Audio.Vad;

/// <summary>
/// The Silero voice activity model, version 6 (MIT), loaded once for the process and shared by every call. Loading takes
/// about 0.1 s and runs it once, so that the first window of a call is as fast as any.
/// </summary>
public sealed class SileroModel : IDisposable
{
    /// <summary>The name of the model's file.</summary>
    public const string FileName = "silero_vad_v6.onnx";

    private SileroModel(InferenceSession session, RunOptions runOptions)
    {
        Session = session;
        RunOptions = runOptions;
    }

    /// <summary>Where the model is looked for when no other path is given: <c>models/</c> beside the program.</summary>
    public static string DefaultPath => Path.Combine(AppContext.BaseDirectory, "models", FileName);

    internal InferenceSession Session { get; }

    internal RunOptions RunOptions { get; }

    /// <summary>Loads the model.</summary>
    /// <param name="path">The file; <see cref="DefaultPath"/> when null.</param>
    /// <exception cref="FileNotFoundException">There is no such file; the message says how to get it.</exception>
    /// <exception cref="InvalidDataException">The file is not this model.</exception>
    public static SileroModel Load(string? path = null)
    {
        path ??= DefaultPath;
        if (!File.Exists(path))
        {
            throw new FileNotFoundException(
                $"The voice activity model was not found at {path}: run eng/run (or eng/fetch-models, then build again), which fetches it.", path);
        }

        // One thread that does not spin: a window is 70 us of work for hundreds of calls side by side.
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        options.AddSessionConfigEntry("session.inter_op.allow_spinning", "0");
        SileroModel? model = null;
        try
        {
            model = new SileroModel(new InferenceSession(path, options), new RunOptions());
            using var vad = new SileroVad(model);
            vad.Process(stackalloc short[SileroVad.WindowSamples]);
            return model;
        }
        catch (OnnxRuntimeException error)
        {
            model?.Dispose();
            throw new InvalidDataException($"{path} is not the Silero voice activity model: {error.Message}", error);
        }
    }

    /// <summary>Unloads the model; every <see cref="SileroVad"/> on it must have ended.</summary>
    public void Dispose()
    {
        RunOptions.Dispose();
        Session.Dispose();
    }
}
