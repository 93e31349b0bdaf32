namespace RtcVoice.Fuzz.Engine;

/// <summary>The randomness of a run: the same for the same seed, on every machine and runtime (xorshift64*).</summary>
internal sealed class FuzzRandom
{
    private ulong _state;

    public FuzzRandom(ulong seed)
    {
        _state = (seed * 0x9E37_79B9_7F4A_7C15) | 1;
        _ = Next();
        _ = Next();
    }

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        _state ^= _state >> 12;
        _state ^= _state << 25;
        _state ^= _state >> 27;
        return _state * 0x2545_F491_4F6C_DD1D;
    }

    /// <summary>A number from 0 to <paramref name="bound"/> - 1; 0 when there is none.</summary>
    public int Below(int bound) => bound <= 1 ? 0 : (int)((Next() >> 32) * (ulong)bound >> 32);
}
