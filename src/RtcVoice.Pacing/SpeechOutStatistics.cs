namespace RtcVoice.Pacing;

/// <summary>What one call's speech has been through.</summary>
/// <param name="FramesEncoded">Frames that an encoder has made, those that were taken back included.</param>
/// <param name="Underruns">Times the source had nothing more and the speech was held.</param>
/// <param name="Rescues">Times a fade-out was in the ring already and audio came in time to take it back.</param>
/// <param name="Starvations">Times the pacer found no frame in mid-speech: the worker was late.</param>
/// <param name="Cuts">Times speech was cut.</param>
/// <param name="Watermark">Audio with which the next talkspurt starts at once.</param>
/// <param name="StartDelay">How long after its first audio it starts with less.</param>
/// <param name="Buffered">Audio that waits to be encoded.</param>
public readonly record struct SpeechOutStatistics(
    long FramesEncoded,
    long Underruns,
    long Rescues,
    long Starvations,
    long Cuts,
    TimeSpan Watermark,
    TimeSpan StartDelay,
    TimeSpan Buffered);
