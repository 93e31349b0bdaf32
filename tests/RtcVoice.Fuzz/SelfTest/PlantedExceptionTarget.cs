using RtcVoice.Fuzz.Engine;

namespace RtcVoice.Fuzz.SelfTest;

/// <summary>Throws behind six comparisons of a byte: 1 in 2^48 by luck, a matter of seconds with coverage.</summary>
internal sealed class PlantedExceptionTarget : IFuzzTarget
{
    public static void Fuzz(ReadOnlySpan<byte> data)
    {
        if (data.Length >= 6 && data[0] == 'R')
        {
            if (data[1] == 't' && data[2] == 'c')
            {
                if (data[3] == 0x80 && data[4] == 0xff && data[5] == 0x2a)
                {
                    throw new InvalidOperationException("planted");
                }
            }
        }
    }
}
