namespace RtcVoice.Rtc;

/// <summary>Where a peer is in its life; the names are those of a browser's connectionState.</summary>
public enum PeerState
{
    /// <summary>Nothing authentic has come yet.</summary>
    New,

    /// <summary>ICE works; DTLS is under way.</summary>
    Connecting,

    /// <summary>Media and data flow.</summary>
    Connected,

    /// <summary>Nothing has been heard for a while; it may come back.</summary>
    Disconnected,

    /// <summary>It is over.</summary>
    Closed,
}
