namespace RtcVoice.Audio.Wav;

/// <summary>Mono sound of one rate.</summary>
/// <param name="SampleRate">Samples a second, 4,000 to 192,000 when read from a file.</param>
/// <param name="Samples">Pcm16.</param>
public sealed record WavAudio(int SampleRate, ReadOnlyMemory<short> Samples)
{
    /// <summary>How long it lasts.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds((double)Samples.Length / SampleRate);
}
