using System.Runtime.InteropServices;
using RtcVoice.Audio.Endpointing;

namespace RtcVoice.Endpointing.Examples;

/// <summary>Keeps examples from one run for the next.</summary>
/// <param name="path">The file.</param>
internal sealed class ExampleFile(string path)
{
    /// <summary>Writes them.</summary>
    public void Write(IReadOnlyCollection<Example> examples)
    {
        using var writer = new BinaryWriter(File.Create(path));
        writer.Write(examples.Count);
        foreach (Example example in examples)
        {
            writer.Write(example.Recording);
            writer.Write((byte)example.Kind);
            writer.Write(example.IsClean);
            writer.Write(example.PauseSeconds);
            writer.Write(MemoryMarshal.AsBytes(example.Features.AsSpan()));
        }
    }

    /// <summary>Reads them.</summary>
    public List<Example> Read()
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        var examples = new List<Example>();
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            int recording = reader.ReadInt32();
            var kind = (ExampleKind)reader.ReadByte();
            bool isClean = reader.ReadBoolean();
            double pause = reader.ReadDouble();
            float[] features = new float[EndpointFeatures.Count];
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(features.AsSpan()));
            examples.Add(new Example(recording, kind, isClean, pause, features));
        }

        return examples;
    }
}
