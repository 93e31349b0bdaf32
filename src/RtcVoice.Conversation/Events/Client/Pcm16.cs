using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace RtcVoice.Conversation.Events.Client;

/// <summary>Sound as events carry it: little-endian PCM16.</summary>
internal static class Pcm16
{
    /// <summary>The samples of whole pairs of bytes.</summary>
    public static short[] Read(ReadOnlySpan<byte> bytes)
    {
        short[] samples = MemoryMarshal.Cast<byte, short>(bytes).ToArray();
        MakeLittleEndian(samples);
        return samples;
    }

    /// <summary>Turns samples of this machine into those of events, or the other way round: mostly they are the same.</summary>
    public static void MakeLittleEndian(Span<short> samples)
    {
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(samples, samples);
        }
    }
}
