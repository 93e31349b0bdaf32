namespace RtcVoice.Server.Hosting;

/// <summary>The configuration under <c>RtcVoice:History:</c>: whether, where and how long conversations are kept.</summary>
public sealed class HistoryOptions
{
    /// <summary>Whether conversations are kept on disk.</summary>
    /// <value>Default true.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>The SQLite file; its directory is made where there is none.</summary>
    /// <value>
    /// A path, or empty for <c>rtcvoice/history.db</c> where programs keep the data of the user that runs the server:
    /// <c>$XDG_DATA_HOME</c>, otherwise <c>~/.local/share</c>. Default empty.
    /// </value>
    public string File { get; set; } = "";

    /// <summary>Days after its last change that a conversation is kept.</summary>
    /// <value>1 to 36,500, or 0 to keep all. Default 30.</value>
    public int MaxDays { get; set; } = 30;

    /// <summary>The full path of the file.</summary>
    internal string FullPath => Path.GetFullPath(File.Length > 0
        ? File
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "rtcvoice", "history.db"));
}
