namespace RtcVoice.TestKit.Voices;

/// <summary>
/// A voice that says nothing and never says it twice: voiced babble with wandering pitch and formants and a little
/// noise, all from a seed, so that <see cref="VoicePositionReader"/> can tell from a recording which moment of it is
/// heard. Speech codecs treat it as speech; tones and chirps they shift by 20 to 60 Hz at 24 kbit/s. It is never
/// silent, so that a gap in a recording is a gap in the playing. It does not sound like words.
/// </summary>
public sealed class BabbleVoice
{
    /// <summary>The rate at which the voice is made, in Hz; what the OpenAI protocol calls pcm.</summary>
    public const int NativeRate = 24_000;

    /// <summary>The root mean square of the voice, of full scale: -22 dBFS, as loud as a spoken prompt.</summary>
    private const double Loudness = 0.08;

    private readonly short[] _samples;

    private BabbleVoice(ulong seed, short[] samples)
    {
        Seed = seed;
        _samples = samples;
    }

    /// <summary>What made this voice.</summary>
    public ulong Seed { get; }

    /// <summary>How long the voice lasts.</summary>
    public TimeSpan Length => TimeSpan.FromSeconds((double)_samples.Length / NativeRate);

    /// <summary>The voice at <see cref="NativeRate"/>, mono.</summary>
    public ReadOnlySpan<short> Samples => _samples;

    /// <summary>Makes the voice. The first part of a longer voice of the same seed is equal to a shorter one.</summary>
    public static BabbleVoice Speak(ulong seed, TimeSpan length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(length, TimeSpan.Zero);
        var samples = new short[(int)(length.TotalSeconds * NativeRate)];
        var throat = new Throat(seed, NativeRate);
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = (short)Math.Clamp(throat.Next() * Loudness * short.MaxValue, short.MinValue, short.MaxValue);
        }

        return new BabbleVoice(seed, samples);
    }

    /// <summary>The voice at another rate that is a multiple or a divisor of <see cref="NativeRate"/>, mono.</summary>
    public short[] At(int rate)
    {
        if (rate == NativeRate)
        {
            return [.. _samples];
        }

        float[] resampled = RationalResampler.Resample(RationalResampler.ToFloat(_samples), NativeRate, rate);
        return RationalResampler.ToPcm16(resampled);
    }
}
