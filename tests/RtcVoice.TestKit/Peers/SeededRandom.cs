using System.Security.Cryptography;

namespace RtcVoice.TestKit.Peers;

/// <summary>Randomness that can be repeated by its seed.</summary>
public sealed class SeededRandom(int seed) : RandomNumberGenerator
{
    private readonly Random _random = new(seed);

    /// <inheritdoc />
    public override void GetBytes(byte[] data) => _random.NextBytes(data);

    /// <inheritdoc />
    public override void GetBytes(Span<byte> data) => _random.NextBytes(data);
}
