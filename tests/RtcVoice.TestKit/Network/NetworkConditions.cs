namespace RtcVoice.TestKit.Network;

/// <summary>How bad a path is. All shares are between 0 and 1; the defaults are a perfect path.</summary>
public sealed record NetworkConditions
{
    /// <summary>A path that does nothing to datagrams.</summary>
    public static readonly NetworkConditions Perfect = new();

    /// <summary>A home on Wi-Fi with someone else's download: 1 % lost, 20 ms away, up to 15 ms of jitter.</summary>
    public static readonly NetworkConditions BusyWifi = new()
    {
        Loss = 0.01,
        Delay = TimeSpan.FromMilliseconds(20),
        Jitter = TimeSpan.FromMilliseconds(15),
    };

    /// <summary>A train: 5 % lost, often two or three in a row, 40 ms away, up to 40 ms of jitter, some out of order.</summary>
    public static readonly NetworkConditions Train = new()
    {
        Loss = 0.05,
        LossBurst = 3,
        Delay = TimeSpan.FromMilliseconds(40),
        Jitter = TimeSpan.FromMilliseconds(40),
        Reordering = 0.01,
        Duplication = 0.005,
    };

    /// <summary>The share of datagrams that never arrive.</summary>
    public double Loss { get; init; }

    /// <summary>Losses come in runs of one to this many, evenly; 1 to 16, default 1.</summary>
    public int LossBurst { get; init; } = 1;

    /// <summary>What every datagram takes one way.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>
    /// What a datagram takes beyond that: mostly little, at most this (the square of a uniform number). Jitter alone
    /// reorders nothing: a datagram waits for the one before it, as in a queue.
    /// </summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>The share of datagrams that are held back by <see cref="ReorderingDelay"/> and overtaken.</summary>
    public double Reordering { get; init; }

    /// <summary>How long those are held back; default 30 ms, more than one packet of voice.</summary>
    public TimeSpan ReorderingDelay { get; init; } = TimeSpan.FromMilliseconds(30);

    /// <summary>The share of datagrams that arrive twice.</summary>
    public double Duplication { get; init; }
}
