namespace RtcVoice.Audio.Endpointing;

/// <summary>The pitch of a moment.</summary>
/// <param name="Hertz">The fundamental, 60 to 500 Hz; 0 where there is no voice.</param>
/// <param name="Strength">How periodic the sound is, 0 to 1.</param>
internal readonly record struct PitchEstimate(float Hertz, float Strength)
{
    /// <summary>True where there is a pitch.</summary>
    public bool IsVoiced => Hertz > 0;
}
