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

    /// <summary>The detector counts silence by windows: a wait that differs by less is the same.</summary>
    private static readonly TimeSpan WaitStep = TimeSpan.FromMilliseconds(16);

    private readonly VoiceActivityDetector _detector;
    private readonly TurnModel? _turnModel;
    private readonly TurnRecorder _recorder = new();
    private readonly Queue<SpeechInEvent> _events = new();
    private TurnDetection? _detection;

    /// <summary>Judges whether turns sound finished; null where their end is a silence of a set length.</summary>
    private SemanticEndpoint? _semantic;
    private long _voiceStart;

    /// <summary>The detector counts from its own beginning, which lay here.</summary>
    private long _detectorStart;

    /// <summary>Makes an empty buffer that detects turns by the defaults.</summary>
    /// <param name="vad">Tells voice from noise.</param>
    /// <param name="turnModel">Judges ends of turns, with semantic turn detection; null for our own classifier alone.</param>
    public InputAudioBuffer(SileroModel vad, TurnModel? turnModel = null)
    {
        _turnModel = turnModel;
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

            _semantic = value is SemanticVad ? _semantic ?? new SemanticEndpoint(_turnModel) : null;
            if (value is SemanticVad { Eagerness: var eagerness })
            {
                _semantic!.Eagerness = eagerness;
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
        // In pieces: a turn begins in sound that has gone by, of which only the last 1.25 s are still there.
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

    /// <summary>The probability from which on sound is taken for the person's voice.</summary>
    public float Threshold => _detector.Speech.Options.Threshold;

    /// <summary>How long it has not been heard since.</summary>
    public TimeSpan Silence => ToTime(_detector.Speech.SilentSamples);

    /// <summary>True while a turn goes on in which the person has been silent for half of what ends it.</summary>
    public bool IsEndLikely =>
        _detector.Speech.IsSpeech && _recorder.IsRecording && 2 * Silence >= _detector.Speech.Options.SilenceDuration;

    /// <summary>The turn that goes on, as far as it has come.</summary>
    public TurnSound SoFar() => _recorder.Copy(Voice);

    /// <summary>What the person is saying, as far as it was made out; semantic turn detection weighs it.</summary>
    public void Hear(string words) => _semantic?.Hear(words);

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

        if (_semantic is not null)
        {
            _semantic.Write(pcm);
            WaitAsItSounds(_semantic);
        }

        _detector.Process(pcm);
        while (_detector.TryPollEvent(out SpeechEvent happened))
        {
            long position = happened.Sample + _detectorStart;
            if (happened.Kind == SpeechEventKind.SpeechStarted)
            {
                _voiceStart = happened.VoiceSample;
                _recorder.Begin(position);
                _semantic?.Begin(_recorder.Position - _detectorStart - _voiceStart);
                _events.Enqueue(new SpeechInEvent(ToTime(position), null));
            }
            else if (_recorder.IsRecording)
            {
                TurnSound sound = _recorder.End(ToTime(happened.VoiceSample - _voiceStart)) with { VoiceEnd = ToTime(happened.VoiceSample + _detectorStart) };
                _events.Enqueue(new SpeechInEvent(ToTime(position), sound));
            }
        }
    }

    private void WaitAsItSounds(SemanticEndpoint semantic)
    {
        if (!_detector.Speech.IsSpeech)
        {
            return;
        }

        TimeSpan wait = semantic.WaitFor(Silence, _recorder);
        if ((wait - _detector.Speech.Options.SilenceDuration).Duration() >= WaitStep)
        {
            _detector.Speech.Options = _detector.Speech.Options with { SilenceDuration = wait };
        }
    }

    private void Restart(bool isManual)
    {
        _recorder.Forget();
        _detector.Reset();
        _semantic?.Reset();
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
        // How it sounds shortens it, pause by pause.
        SemanticVad semantic => new SpeechDetectorOptions { SilenceDuration = TurnPatience.Of(semantic.Eagerness).Longest },
        _ => SpeechDetectorOptions.Default,
    };

    private static TimeSpan ToTime(long samples) => TimeSpan.FromSeconds((double)samples / UserTurn.SampleRate);
}
