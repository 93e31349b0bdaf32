using System.Net;

namespace RtcVoice.BrowserKit.Calls;

/// <summary>How a call is made.</summary>
public sealed record CallSetup
{
    /// <summary>The page that calls: one of this kit's, or of <see cref="Files"/>; it has a global <c>caller</c> as Pages/caller.js has.</summary>
    public string Page { get; init; } = "caller.html";

    /// <summary>Whether the caller speaks; it only listens otherwise.</summary>
    public bool Microphone { get; init; } = true;

    /// <summary>Whether the offer waits for candidates; realtime clients do not.</summary>
    public bool GatherFirst { get; init; }

    /// <summary>The labels of the data channels that the caller opens.</summary>
    public IReadOnlyList<string> Channels { get; init; } = ["oai-events"];

    /// <summary>The transport whose candidates the browser is given: udp or tcp.</summary>
    public string Transport { get; init; } = "udp";

    /// <summary>What the caller presents as <c>Authorization: Bearer</c>; null for nothing.</summary>
    public string? Key { get; init; }

    /// <summary>Where the page sends UDP to instead of the server; null for the answer's own candidates. Costs no time, as <see cref="RewriteAnswer"/> does.</summary>
    public IPEndPoint? Through { get; init; }

    /// <summary>Changes the answer on its way to the browser: to a relay, for instance.</summary>
    public Func<string, string>? RewriteAnswer { get; init; }

    /// <summary>Files that the page may load by these names, beside those of Pages.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();
}
