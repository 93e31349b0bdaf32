namespace RtcVoice.Audio.Endpointing;

/// <summary>How 10 ms of a voice sound.</summary>
/// <param name="Level">Loudness of the 20 ms that end here, in dB of full scale; -96 at the least.</param>
/// <param name="Semitones">Pitch in semitones over 50 Hz; 0 where there is no voice.</param>
/// <param name="Strength">How periodic the sound is, 0 to 1.</param>
/// <param name="Change">How much the spectrum has moved within 30 ms: the mean step of its bands, in dB.</param>
/// <param name="Tilt">The level below 1 kHz less the level above, in dB.</param>
internal readonly record struct ProsodyFrame(float Level, float Semitones, float Strength, float Change, float Tilt)
{
    /// <summary>Frames a second.</summary>
    public const int Rate = 100;

    /// <summary>The level of silence.</summary>
    public const float SilentLevel = -96;

    /// <summary>True where there is a pitch.</summary>
    public bool IsVoiced => Semitones > 0;
}
