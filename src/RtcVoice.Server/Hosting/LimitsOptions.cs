using RtcVoice.Conversation.Clients;

namespace RtcVoice.Server.Hosting;

/// <summary>The configuration under <c>RtcVoice:Limits:</c>: what one session takes of its clients.</summary>
public sealed class LimitsOptions
{
    /// <summary>Events a second of one client; twice as many at once, and those beyond are let go.</summary>
    /// <value>10 to 10,000. Default 200: a client that sends its sound in events of 10 ms needs half.</value>
    public int EventsPerSecond { get; set; } = SessionLimits.Default.EventsPerSecond;

    /// <summary>Items of a conversation: beyond it clients may add none, and what is said drops the oldest.</summary>
    /// <value>16 to 100,000. Default 4,096.</value>
    public int MaxItems { get; set; } = SessionLimits.Default.MaxItems;

    /// <summary>Bytes of one event.</summary>
    /// <value>65,536 to 67,108,864. Default 16,777,216: the Realtime API allows 15 MiB of sound in one.</value>
    public int MaxEventBytes { get; set; } = SessionLimits.Default.MaxEventBytes;

    /// <summary>Clients of one session: its own, and those that look on.</summary>
    /// <value>1 to 1,000. Default 8.</value>
    public int MaxClients { get; set; } = SessionLimits.Default.MaxClients;

    internal SessionLimits ToSessionLimits() => new()
    {
        EventsPerSecond = EventsPerSecond,
        MaxItems = MaxItems,
        MaxEventBytes = MaxEventBytes,
        MaxClients = MaxClients,
    };
}
