namespace RtcVoice.Rtc;

/// <summary>What a <see cref="PeerEvent"/> tells.</summary>
public enum PeerEventKind
{
    /// <summary>The tuples or ufrags by which datagrams find this peer have changed.</summary>
    RoutesChanged,

    /// <summary>Media goes to another tuple from now on: <see cref="RtcPeer.SelectedTuple"/>.</summary>
    PathChanged,

    /// <summary>ICE, DTLS and SRTP are up; <see cref="RtcPeer.Sender"/> is there.</summary>
    Connected,

    /// <summary>An authenticated Opus frame: sequence, timestamp and payload are set.</summary>
    Frame,

    /// <summary>The peer's report on our stream: <see cref="PeerEvent.Report"/> is set.</summary>
    ReceptionReport,

    /// <summary>A data channel was opened: channel and label are set.</summary>
    ChannelOpened,

    /// <summary>A data-channel message: channel, payload and whether it is text are set.</summary>
    Message,

    /// <summary>A data channel was closed: channel is set.</summary>
    ChannelClosed,

    /// <summary>The connection is over; nothing follows. <see cref="PeerEvent.CloseReason"/> is set.</summary>
    Closed,
}
