using RtcVoice.Fuzz.Engine;

namespace RtcVoice.Fuzz.SelfTest;

/// <summary>Reads items by a length that may be 0, as many a parser has.</summary>
internal sealed class PlantedHangTarget : IFuzzTarget
{
    public static IEnumerable<byte[]> Seeds => [[3, 1, 1, 2, 1]];

    public static void Fuzz(ReadOnlySpan<byte> data)
    {
        for (int at = 0; at < data.Length; at += data[at])
        {
        }
    }
}
