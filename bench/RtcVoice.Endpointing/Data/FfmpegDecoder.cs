using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace RtcVoice.Endpointing.Data;

/// <summary>Decodes sound files to 16 kHz mono by ffmpeg, once: the samples are kept.</summary>
/// <param name="cache">The folder that they are kept in.</param>
internal sealed class FfmpegDecoder(string cache)
{
    /// <summary>Files that one process decodes: to start one takes longer than to decode a prompt.</summary>
    private const int Batch = 80;

    /// <summary>Puts a sound that is part of a larger file where it can be decoded, once.</summary>
    /// <param name="name">What it is kept as.</param>
    /// <param name="write">Writes it to a path.</param>
    /// <returns>The path to decode.</returns>
    public string Unpack(string name, Action<string> write)
    {
        string path = Path.Combine(cache, "unpacked", name);
        if (!File.Exists(path) && !File.Exists(KeptAt(path)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            write(path);
        }

        return path;
    }

    /// <summary>Decodes what has not been.</summary>
    public void Prepare(IEnumerable<string> paths)
    {
        Directory.CreateDirectory(cache);
        Parallel.ForEach(paths.Where(p => !File.Exists(KeptAt(p))).Chunk(Batch), Run);
    }

    /// <summary>The samples of a file that was prepared; none where it could not be decoded.</summary>
    public short[] Read(string path) =>
        File.Exists(KeptAt(path)) ? MemoryMarshal.Cast<byte, short>(File.ReadAllBytes(KeptAt(path))).ToArray() : [];

    private string KeptAt(string path) => Path.Combine(cache, path.TrimStart('/').Replace('/', '_') + ".pcm");

    private void Run(string[] paths)
    {
        List<string> arguments = ["-nostdin", "-loglevel", "error", "-y"];
        foreach (string path in paths)
        {
            arguments.AddRange(["-i", path]);
        }

        for (int i = 0; i < paths.Length; i++)
        {
            arguments.AddRange(["-map", string.Create(CultureInfo.InvariantCulture, $"{i}:a"), "-ac", "1", "-ar", "16000", "-f", "s16le", KeptAt(paths[i]) + ".part"]);
        }

        using Process process = Process.Start("ffmpeg", arguments);
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"ffmpeg could not decode {paths[0]} or one of the {paths.Length - 1} behind it.");
        }

        foreach (string path in paths)
        {
            File.Move(KeptAt(path) + ".part", KeptAt(path), overwrite: true);
        }
    }
}
