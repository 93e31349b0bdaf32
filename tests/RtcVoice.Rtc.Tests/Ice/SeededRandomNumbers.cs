using System.Security.Cryptography;

namespace RtcVoice.Rtc.Tests.Ice;

/// <summary>Random numbers that come again with their seed.</summary>
internal sealed class SeededRandomNumbers : RandomNumberGenerator
{
    private readonly Random _random;

    public SeededRandomNumbers(int seed)
    {
        _random = new Random(seed);
    }

    public override void GetBytes(byte[] data) => _random.NextBytes(data);

    public override void GetBytes(Span<byte> data) => _random.NextBytes(data);
}
