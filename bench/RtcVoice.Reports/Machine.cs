namespace RtcVoice.Reports;

/// <summary>What figures were taken on.</summary>
public static class Machine
{
    /// <summary>Its processors, its kernel and this runtime.</summary>
    public static string Describe() =>
        $"{Environment.ProcessorCount} processors, {File.ReadAllText("/proc/version").Split('(')[0].Trim()}, .NET {Environment.Version}";
}
