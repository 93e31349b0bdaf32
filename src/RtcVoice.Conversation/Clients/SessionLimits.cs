namespace RtcVoice.Conversation.Clients;

/// <summary>What one session takes of its clients.</summary>
public sealed record SessionLimits
{
    /// <summary>The limits of a conversation.</summary>
    public static readonly SessionLimits Default = new();

    /// <summary>Events a second of one client; twice as many at once. Default 200: a client that sends its sound in events of 10 ms needs half.</summary>
    public int EventsPerSecond { get; init; } = 200;

    /// <summary>Items in a conversation; beyond it clients may add none, and what is said drops the oldest. Default 4,096.</summary>
    public int MaxItems { get; init; } = 4096;

    /// <summary>Bytes of one event. Default 16 MiB: the Realtime API allows 15 MiB of sound in one.</summary>
    public int MaxEventBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Clients of one session. Default 8: its own and a few that look on.</summary>
    public int MaxClients { get; init; } = 8;
}
