using System.Security.Cryptography;

namespace RtcVoice.Fuzz.Engine;

/// <summary>Inputs as files, named by their hash: the same input is the same file.</summary>
internal static class Findings
{
    private const int NameLength = 16;

    /// <summary>Writes an input, and gives its path.</summary>
    public static string Write(string folder, ReadOnlySpan<byte> input)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(input))[..NameLength]);
        File.WriteAllBytes(path, input);
        return path;
    }

    /// <summary>Writes inputs.</summary>
    public static void WriteAll(string folder, IEnumerable<byte[]> inputs)
    {
        foreach (byte[] input in inputs)
        {
            _ = Write(folder, input);
        }
    }
}
