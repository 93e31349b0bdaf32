using System.Buffers.Binary;
using System.Security.Cryptography;

namespace RtcVoice.Rtc;

/// <summary>Draws whole numbers from the injected source of randomness.</summary>
internal static class RandomNumbers
{
    /// <summary>32 random bits.</summary>
    public static uint NextUInt32(RandomNumberGenerator random) => (uint)NextUInt64(random);

    /// <summary>64 random bits.</summary>
    public static ulong NextUInt64(RandomNumberGenerator random)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        random.GetBytes(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }
}
