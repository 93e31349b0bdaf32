using RtcVoice.Audio.Vad;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Session;

namespace RtcVoice.Conversation.Turns;

/// <summary>
/// The person's sound on its way to becoming turns (the Realtime API's input audio buffer). With turn detection, turns
/// begin and end by voice activity; without, all sound since the last commit or clear is the turn to be. It does not
/// decide what a turn means. The worker's.
/// </summary>
internal sealed class InputAudioBuffer : IDisposable
{
    private const int PieceSamples = UserTurn.SampleRate / 50;

    /// <summary>Semantic turn detection: the silence that ends a turn, by eagerness, until a classifier judges it.</summary>
    private static readonly TimeSpan[] SilenceByEagerness =
        [TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(900), TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(300)];

    private readonly VoiceActivityDetector _detector;
    private readonly TurnRecorder _recorder = new();
    private readonly Queue<SpeechInEvent> _events = new();
    private TurnDetection? _detection;
    private long _voiceStart;

    /// <summary>The detector counts from its own beginning, which lay here.</summary>
    private long _detectorStart;

    /// <summary>Makes an empty buffer that detects turns by the defaults.</summary>
    public InputAudioBuffer(SileroModel vad)
    {
        _detector = new VoiceActivityDetector(vad, UserTurn.SampleRate);
        _detection = new ServerVad();
    }

    /// <summary>Where an agent may listen to all of it.</summary>
    public UserSoundTap Tap { get; } = new();

    /// <summary>All sound so far.</summary>
    public TimeSpan Position => ToTime(_recorder.Position);

    /// <summary>How turns are found; null leaves it to <see cref="Commit"/>. A turn under way is forgotten when it begins or ceases to be null.</summary>
    public TurnDetection? Detection
    {
        get => _detection;
        set
        {
            bool isManual = value is null;
            if (isManual != (_detection is null))
            {
                Restart(isManual);
            }

            _detection = value;
            if (value is not null)
            {
                _detector.Speech.Options = OptionsOf(value);
            }
        }
    }

    /// <summary>Whether whoever listens at the <see cref="Tap"/> says where turns begin and end, and voice activity nothing.</summary>
    public bool IsLed { get; set; }

    /// <summary>Begins a turn that the listener has found.</summary>
    /// <param name="position">Where in all the sound so far.</param>
    public void Begin(TimeSpan position) => _recorder.Begin((long)(position.TotalSeconds * UserTurn.SampleRate));

    /// <summary>Takes what has come since <see cref="Begin"/> for a turn.</summary>
    /// <param name="speech">How long the person spoke.</param>
    public TurnSound End(TimeSpan speech) => _recorder.End(speech);

    /// <summary>Takes sound in: mono PCM16 at <see cref="UserTurn.SampleRate"/>, of any length.</summary>
    public void Write(ReadOnlySpan<short> pcm)
    {
        // In pieces: a turn begins in sound that has gone by, of which only the last second is still there.
        while (!pcm.IsEmpty)
        {
            int take = Math.Min(pcm.Length, PieceSamples);
            WritePiece(pcm[..take]);
            pcm = pcm[take..];
        }
    }

    /// <summary>Takes the oldest event not taken yet.</summary>
    public bool TryTakeEvent(out SpeechInEvent happened) => _events.TryDequeue(out happened);

    /// <summary>How long the person's voice has been heard in the turn that goes on, pauses within included; zero when none does.</summary>
    public TimeSpan Voice => _detector.Speech.IsSpeech
        ? ToTime(_detector.Speech.Position - _detector.Speech.SilentSamples - _voiceStart)
        : TimeSpan.Zero;

    /// <summary>How long it has not been heard since.</summary>
    public TimeSpan Silence => ToTime(_detector.Speech.SilentSamples);

    /// <summary>How much sound a commit would take.</summary>
    public TimeSpan Uncommitted => _recorder.IsRecording ? _recorder.Recorded : TimeSpan.Zero;

    /// <summary>Takes what is in the buffer for a turn, whether or not the person has stopped speaking.</summary>
    public TurnSound Commit()
    {
        TurnSound sound = _recorder.End(Uncommitted);
        Restart(_detection is null);
        return sound;
    }

    /// <summary>Forgets what is in the buffer.</summary>
    public void Clear() => Restart(_detection is null);

    /// <inheritdoc />
    public void Dispose()
    {
        _detector.Dispose();
        _recorder.Dispose();
    }

    private void WritePiece(ReadOnlySpan<short> pcm)
    {
        Tap.Write(Position, pcm);
        _recorder.Write(pcm);
        if (_detection is null || IsLed)
        {
            return;
        }

        _detector.Process(pcm);
        while (_detector.TryPollEvent(out SpeechEvent happened))
        {
            long position = happened.Sample + _detectorStart;
            if (happened.Kind == SpeechEventKind.SpeechStarted)
            {
                _voiceStart = happened.VoiceSample;
                _recorder.Begin(position);
                _events.Enqueue(new SpeechInEvent(ToTime(position), null));
            }
            else if (_recorder.IsRecording)
            {
                TurnSound sound = _recorder.End(ToTime(happened.VoiceSample - _voiceStart));
                _events.Enqueue(new SpeechInEvent(ToTime(position), sound));
            }
        }
    }

    private void Restart(bool isManual)
    {
        _recorder.Forget();
        _detector.Reset();
        _events.Clear();
        _detectorStart = _recorder.Position;
        if (isManual)
        {
            _recorder.Begin(_recorder.Position);
        }
    }

    private static SpeechDetectorOptions OptionsOf(TurnDetection detection) => detection switch
    {
        ServerVad vad => new SpeechDetectorOptions
        {
            Threshold = (float)vad.Threshold,
            PrefixPadding = TimeSpan.FromMilliseconds(vad.PrefixPaddingMs),
            SilenceDuration = TimeSpan.FromMilliseconds(vad.SilenceDurationMs),
        },
        SemanticVad semantic => new SpeechDetectorOptions { SilenceDuration = SilenceByEagerness[(int)semantic.Eagerness] },
        _ => SpeechDetectorOptions.Default,
    };

    private static TimeSpan ToTime(long samples) => TimeSpan.FromSeconds((double)samples / UserTurn.SampleRate);
}
