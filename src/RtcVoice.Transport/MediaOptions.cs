namespace RtcVoice.Transport;

/// <summary>Where media flows, and how many calls may. Bound from <c>RtcVoice:Media</c>.</summary>
public sealed class MediaOptions
{
    /// <summary>The UDP port of all calls, and the TCP port for browsers that cannot use UDP.</summary>
    /// <value>0 to 65535; 0 takes any free one. Default 10000.</value>
    public int Port { get; set; } = 10000;

    /// <summary>The address to listen on.</summary>
    /// <value>An address of this machine, or empty for all of them. Default empty.</value>
    public string Bind { get; set; } = "";

    /// <summary>
    /// The addresses that answers announce as candidates: what browsers can reach, so the public address of a machine
    /// behind a 1:1 NAT.
    /// </summary>
    /// <value>IPv4 or IPv6 addresses. Default: those of this machine's interfaces that are up.</value>
    public IList<string> Addresses { get; } = [];

    /// <summary>Calls that may exist at a time, those that are still connecting included.</summary>
    /// <value>1 to 100000. Default 2000: what one pacing thread carries.</value>
    public int MaxCalls { get; set; } = 2000;

    /// <summary>DTLS handshakes that may run at a time; each holds a thread for its few round trips.</summary>
    /// <value>1 to 1024. Default 64.</value>
    public int MaxHandshakes { get; set; } = 64;
}
