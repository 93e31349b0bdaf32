namespace RtcVoice.Rtc.Ice;

/// <summary>How alive the peer is. A path comes and goes; only <see cref="Failed"/> and <see cref="Closed"/> are final.</summary>
internal enum IceState : byte
{
    /// <summary>No authenticated request yet.</summary>
    New,

    /// <summary>The peer was heard a moment ago.</summary>
    Connected,

    /// <summary>Silent for <see cref="IceLiveness.SuspectAfter"/>: stop spending on speech that nobody may hear.</summary>
    Suspect,

    /// <summary>Silent for <see cref="IceLiveness.DisconnectedAfter"/>, or no path is left.</summary>
    Disconnected,

    /// <summary>Silent for <see cref="IceLiveness.FailedAfter"/>, or never heard for as long. The session is over.</summary>
    Failed,

    /// <summary>Closed from our side.</summary>
    Closed,
}
