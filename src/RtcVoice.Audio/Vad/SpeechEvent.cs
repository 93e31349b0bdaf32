namespace RtcVoice.Audio.Vad;

/// <summary>A change told by a <see cref="SpeechDetector"/>; places count samples at 16 kHz from its beginning.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Sample">
/// Where the sound to be kept begins (the onset less the prefix padding, but not inside the speech before) or ends (where
/// the end was noticed, so the silence duration is part of it): OpenAI's <c>audio_start_ms</c> and <c>audio_end_ms</c>.
/// </param>
/// <param name="VoiceSample">Where the voice itself began or ended, to a window of 32 ms.</param>
/// <param name="DetectedSample">Where the stream was when this was noticed.</param>
public readonly record struct SpeechEvent(SpeechEventKind Kind, long Sample, long VoiceSample, long DetectedSample)
{
    /// <summary><see cref="Sample"/> as time since the beginning.</summary>
    public TimeSpan Time => ToTime(Sample);

    /// <summary><see cref="VoiceSample"/> as time since the beginning.</summary>
    public TimeSpan VoiceTime => ToTime(VoiceSample);

    private static TimeSpan ToTime(long sample) => new(sample * TimeSpan.TicksPerSecond / SileroVad.SampleRate);
}
