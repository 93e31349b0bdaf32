namespace RtcVoice.Pacing;

/// <summary>What a call's speech is doing.</summary>
public enum SpeechOutState
{
    /// <summary>No segment has anything to say.</summary>
    Idle,

    /// <summary>A segment has begun and waits for its start watermark.</summary>
    Buffering,

    /// <summary>Frames of a segment are being encoded.</summary>
    Speaking,

    /// <summary>The source runs dry: the fade-out is in the ring, and is taken back if audio comes before its turn.</summary>
    Fading,

    /// <summary>The fade-out has gone: silence until the watermark is reached again.</summary>
    Held,

    /// <summary>Stopped until it is resumed; nothing is lost.</summary>
    Paused,
}
