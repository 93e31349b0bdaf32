namespace RtcVoice.TestKit.Voices;

/// <summary>A part of a recording in which the voice plays on undisturbed. Times in seconds.</summary>
/// <param name="RecordingStart">Where the part begins in the recording.</param>
/// <param name="RecordingEnd">Where it ends in the recording.</param>
/// <param name="VoiceStart">Which moment of the voice is heard at its beginning.</param>
/// <param name="VoiceEnd">Which moment of the voice is heard at its end.</param>
/// <param name="Confidence">The median match of its windows.</param>
/// <param name="Jump">
/// How the voice got here from the part before: positive when some of it was skipped, negative when some came again.
/// Between parts that sound without a pause it is the change of the offset, good to 0.2 ms; across a pause it is told
/// from the edges, good to 20 ms.
/// </param>
public readonly record struct HeardStretch(
    double RecordingStart, double RecordingEnd, double VoiceStart, double VoiceEnd, double Confidence, double Jump = 0)
{
    /// <summary>How far the voice is ahead of the recording in this part.</summary>
    public double Offset => VoiceStart - RecordingStart;

    /// <inheritdoc />
    public override string ToString() =>
        $"{RecordingStart:F3}-{RecordingEnd:F3} s: voice {VoiceStart:F3}-{VoiceEnd:F3} s ({Confidence:F2}, jump {Jump * 1000:F1} ms)";
}
