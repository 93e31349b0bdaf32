namespace RtcVoice.Server.Tests.Harness;

/// <summary>A place for a file in a folder of its own, which goes with it.</summary>
internal sealed class TemporaryFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rtcvoice-");

    public string Path => System.IO.Path.Combine(_folder.FullName, "history.db");

    public void Dispose() => _folder.Delete(recursive: true);
}
