namespace RtcVoice.Rtc;

/// <summary>Why an offer cannot be answered, for programs.</summary>
public enum NegotiationErrorCode
{
    /// <summary>The text is not a session description, or cannot be read.</summary>
    NotSdp,

    /// <summary>The text exceeds what any browser sends.</summary>
    TooLarge,

    /// <summary>There is no audio section.</summary>
    NoAudio,

    /// <summary>The audio section has no Opus.</summary>
    NoOpus,

    /// <summary>The media is not DTLS-SRTP over one bundled and multiplexed transport.</summary>
    UnsupportedTransport,

    /// <summary>There are no usable ICE credentials.</summary>
    NoIceCredentials,

    /// <summary>There is no certificate fingerprint that can be trusted.</summary>
    NoFingerprint,

    /// <summary>A re-offer contradicts what was agreed on before.</summary>
    ChangedTooMuch,

    /// <summary>The peer is closed.</summary>
    Closed,

    /// <summary>The server carries as many calls as it may.</summary>
    TooManyCalls,
}
