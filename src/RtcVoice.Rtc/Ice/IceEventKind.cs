namespace RtcVoice.Rtc.Ice;

/// <summary>What an <see cref="IceEvent"/> tells.</summary>
internal enum IceEventKind : byte
{
    /// <summary><see cref="IceEvent.State"/> is the new state.</summary>
    StateChanged,

    /// <summary>Media goes to <see cref="IceEvent.Tuple"/> from now on; null: nowhere.</summary>
    SelectedTupleChanged,

    /// <summary><see cref="IceEvent.Tuple"/> sent its first authenticated request: let it in by address.</summary>
    TupleAdded,

    /// <summary><see cref="IceEvent.Tuple"/> is no longer of this session.</summary>
    TupleRemoved,

    /// <summary>The peer uses the credentials of the restart.</summary>
    RestartCompleted,

    /// <summary>No request with <see cref="IceEvent.Ufrag"/> will be answered any more: forget it in the demux.</summary>
    UfragRetired,

    /// <summary>We may send to the selected tuple.</summary>
    ConsentGranted,

    /// <summary>We may send nothing until the peer's next authenticated request (RFC 7675 section 5.1).</summary>
    ConsentLost,
}
