using System.Buffers.Binary;
using System.Text;

namespace RtcVoice.TestKit;

/// <summary>
/// The smallest ONNX file with the input and output of Smart Turn v3: the logistic function of the mean of its input,
/// scaled and moved. Written by hand in the protocol buffers' wire format (onnx.proto, opset 13).
/// </summary>
public static class TinyTurnModel
{
    private const int Float = 1;
    private const int Ints = 7;
    private const int Int = 2;

    /// <summary>Writes one to a new file in a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="scale">What the mean is multiplied by; 0 answers the same to everything.</param>
    /// <param name="bias">What is added to it.</param>
    /// <param name="input">The name of its input.</param>
    /// <returns>The path.</returns>
    public static string Write(string folder, float scale, float bias, string input = "input_features")
    {
        byte[] graph =
        [
            .. Node("ReduceMean", [input], "mean", [.. Attribute("axes", Ints, [.. Number(8, 1), .. Number(8, 2)]), .. Attribute("keepdims", Int, Number(3, 0))]),
            .. Node("Mul", ["mean", "scale"], "scaled", []),
            .. Node("Add", ["scaled", "bias"], "moved", []),
            .. Node("Sigmoid", ["moved"], "probability", []),
            .. Text(2, "turn"),
            .. Message(5, Scalar("scale", scale)),
            .. Message(5, Scalar("bias", bias)),
            .. Message(11, Value(input, 1, 80, 800)),
            .. Message(12, Value("probability", 1)),
        ];
        byte[] model = [.. Number(1, 8), .. Message(7, graph), .. Message(8, [.. Text(1, ""), .. Number(2, 13)])];
        string path = Path.Combine(folder, $"turn-{Guid.NewGuid():N}.onnx");
        File.WriteAllBytes(path, model);
        return path;
    }

    private static byte[] Node(string kind, string[] inputs, string output, byte[] attributes) =>
        Message(1, [.. inputs.SelectMany(i => Text(1, i)), .. Text(2, output), .. Text(4, kind), .. attributes]);

    private static byte[] Attribute(string name, int type, byte[] value) => Message(5, [.. Text(1, name), .. value, .. Number(20, type)]);

    private static byte[] Scalar(string name, float value)
    {
        byte[] raw = new byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(raw, value);
        return [.. Number(1, 1), .. Number(2, Float), .. Text(8, name), .. Message(9, raw)];
    }

    private static byte[] Value(string name, params long[] shape)
    {
        byte[] dimensions = [.. shape.SelectMany(d => Message(1, Number(1, d)))];
        byte[] tensor = [.. Number(1, Float), .. Message(2, dimensions)];
        return [.. Text(1, name), .. Message(2, Message(1, tensor))];
    }

    private static byte[] Text(int field, string text) => Message(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Message(int field, byte[] body) => [.. Varint((ulong)((field << 3) | 2)), .. Varint((ulong)body.Length), .. body];

    private static byte[] Number(int field, long value) => [.. Varint((ulong)(field << 3)), .. Varint((ulong)value)];

    private static List<byte> Varint(ulong value)
    {
        var bytes = new List<byte>();
        while (value >= 0x80)
        {
            bytes.Add((byte)(value | 0x80));
            value >>= 7;
        }

        bytes.Add((byte)value);
        return bytes;
    }
}
