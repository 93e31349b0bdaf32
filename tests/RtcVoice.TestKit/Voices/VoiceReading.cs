namespace RtcVoice.TestKit.Voices;

/// <summary>What one window of a recording holds.</summary>
/// <param name="RecordingTime">The middle of the window, in seconds from the start of the recording.</param>
/// <param name="VoiceTime">The moment of the voice that sounds there, in seconds from the start of the voice.</param>
/// <param name="Confidence">The normalised correlation of window and voice at that moment, 0 to 1; 1 is an exact copy.</param>
/// <param name="Level">The root mean square of the window, of full scale.</param>
public readonly record struct VoiceReading(double RecordingTime, double VoiceTime, double Confidence, double Level)
{
    /// <summary>How far the voice is ahead of the recording, in seconds: constant while it plays undisturbed.</summary>
    public double Offset => VoiceTime - RecordingTime;
}
