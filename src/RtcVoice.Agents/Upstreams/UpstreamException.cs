namespace RtcVoice.Agents.Upstreams;

/// <summary>A provider cannot be reached, does not answer in time, or refuses; the message says which, for people.</summary>
/// <param name="code">A word for programs.</param>
/// <param name="message">What went wrong.</param>
/// <param name="cause">What it came of, or null.</param>
internal sealed class UpstreamException(string code, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>A word for programs.</summary>
    public string Code { get; } = code;

    /// <summary>True when it is refused for what it is, such as a wrong key: trying again is of no use before something is changed.</summary>
    public bool IsFinal { get; init; }
}
