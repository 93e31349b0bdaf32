namespace RtcVoice.Audio.Vad;

/// <summary>When speech begins and ends: the parameters of OpenAI's <c>server_vad</c>, and two of our own.</summary>
public sealed record SpeechDetectorOptions
{
    /// <summary>OpenAI's defaults.</summary>
    public static readonly SpeechDetectorOptions Default = new();

    /// <summary>Speech begins at this probability, 0 to 1. Default 0.5; higher needs louder speech, for noisy places.</summary>
    public float Threshold { get; init; } = 0.5f;

    /// <summary>
    /// Speech goes on down to this probability. Default null: 0.15 below <see cref="Threshold"/>, at least 0.01, as
    /// Silero's own code has it.
    /// </summary>
    public float? NegativeThreshold { get; init; }

    /// <summary>
    /// Speech shorter than this never began. Default 96 ms, three windows: a click passes one, "yes" lasts 200 ms.
    /// </summary>
    public TimeSpan MinSpeech { get; init; } = TimeSpan.FromMilliseconds(96);

    /// <summary>Speech ends after so much silence. Default 500 ms.</summary>
    public TimeSpan SilenceDuration { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How much sound before the onset belongs to the speech. Default 300 ms.</summary>
    public TimeSpan PrefixPadding { get; init; } = TimeSpan.FromMilliseconds(300);

    internal float EffectiveNegativeThreshold => NegativeThreshold ?? Math.Max(0.01f, Threshold - 0.15f);
}
