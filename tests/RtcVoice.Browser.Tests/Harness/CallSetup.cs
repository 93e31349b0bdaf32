namespace RtcVoice.Browser.Tests.Harness;

/// <summary>How a call is made.</summary>
internal sealed record CallSetup
{
    /// <summary>Whether the caller speaks; it only listens otherwise.</summary>
    public bool Microphone { get; init; } = true;

    /// <summary>Whether the offer waits for candidates; realtime clients do not.</summary>
    public bool GatherFirst { get; init; }

    /// <summary>The labels of the data channels that the caller opens.</summary>
    public IReadOnlyList<string> Channels { get; init; } = ["oai-events"];

    /// <summary>The transport whose candidates the browser is given: udp or tcp.</summary>
    public string Transport { get; init; } = "udp";

    /// <summary>Changes the answer on its way to the browser: to a relay, for instance.</summary>
    public Func<string, string>? RewriteAnswer { get; init; }

    /// <summary>Files that the page may load by these names, beside those of Pages.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();
}
