using RtcVoice.Fuzz.Engine;

namespace RtcVoice.Fuzz.SelfTest;

/// <summary>Follows references that may form a circle, by recursion.</summary>
internal sealed class PlantedStackOverflowTarget : IFuzzTarget
{
    public static IEnumerable<byte[]> Seeds => [[1, 2, 3, 4]];

    public static void Fuzz(ReadOnlySpan<byte> data) => _ = Follow(data, 0);

    private static int Follow(ReadOnlySpan<byte> data, int at) => at < data.Length ? Follow(data, data[at]) + 1 : 0;
}
