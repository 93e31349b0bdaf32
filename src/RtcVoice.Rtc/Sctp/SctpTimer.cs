namespace RtcVoice.Rtc.Sctp;

/// <summary>The timers of an association, in the order in which they are served when several are due.</summary>
internal enum SctpTimer : byte
{
    /// <summary>When to send INIT or COOKIE ECHO again (T1-init, T1-cookie).</summary>
    Handshake,

    /// <summary>When to send SHUTDOWN or SHUTDOWN ACK again (T2-shutdown).</summary>
    Shutdown,

    /// <summary>When to give up waiting for the end of a shutdown (T5-shutdown-guard).</summary>
    ShutdownGuard,

    /// <summary>When to take unacknowledged DATA for lost (T3-rtx).</summary>
    Retransmission,

    /// <summary>When to send a RE-CONFIG request again.</summary>
    Reconfiguration,

    /// <summary>When to send a SACK that waits for company.</summary>
    DelayedSack,

    /// <summary>When to send a HEARTBEAT.</summary>
    Heartbeat,
}
