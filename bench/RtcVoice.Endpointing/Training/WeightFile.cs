using System.Buffers.Binary;
using RtcVoice.Audio.Endpointing;

namespace RtcVoice.Endpointing.Training;

/// <summary>The file that the product embeds: little-endian floats.</summary>
internal static class WeightFile
{
    /// <summary>Writes a model.</summary>
    public static void Write(string path, EndpointModel model)
    {
        ReadOnlySpan<float> weights = model.Weights;
        byte[] bytes = new byte[weights.Length * sizeof(float)];
        for (int i = 0; i < weights.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), weights[i]);
        }

        File.WriteAllBytes(path, bytes);
        Console.WriteLine($"{path}: {weights.Length} weights; build again to embed them");
    }
}
