namespace RtcVoice.TestKit.Voices;

/// <summary>
/// Numbers that look random and are a pure function of a seed and an index (SplitMix64's finalizer), so that any
/// part of a voice or a network's schedule can be computed on its own and again.
/// </summary>
public static class SeededNoise
{
    private const ulong GoldenGamma = 0x9E37_79B9_7F4A_7C15;

    /// <summary>64 well-mixed bits for this seed and index.</summary>
    public static ulong Bits(ulong seed, ulong index)
    {
        ulong z = Mix(seed) + (index * GoldenGamma);
        return Mix(z);
    }

    /// <summary>A uniform number in [0, 1) for this seed and index.</summary>
    public static double Uniform(ulong seed, ulong index) => (Bits(seed, index) >> 11) * (1.0 / (1UL << 53));

    /// <summary>A uniform number in [-1, 1) for this seed and index.</summary>
    public static double Symmetric(ulong seed, ulong index) => (2 * Uniform(seed, index)) - 1;

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }
}
