namespace RtcVoice.Audio.Vad;

/// <summary>What a window changed.</summary>
public enum SpeechEventKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Speech began.</summary>
    SpeechStarted,

    /// <summary>Speech ended.</summary>
    SpeechStopped,
}
