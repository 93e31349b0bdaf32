namespace RtcVoice.Rtc.Sdp;

/// <summary>Why a session description was refused. The first four are about the text, the rest about what it asks for.</summary>
internal enum SdpErrorCode
{
    /// <summary>There is no text.</summary>
    Empty,

    /// <summary>The text exceeds one of <see cref="SdpLimits"/>.</summary>
    TooLarge,

    /// <summary>The text is something else: JSON, HTML, an empty form.</summary>
    NotSdp,

    /// <summary>The text is SDP, but a line that we need cannot be read, or two contradict each other.</summary>
    Malformed,

    /// <summary>There is no audio section that is in use.</summary>
    NoAudio,

    /// <summary>The audio section is not RTP over DTLS-SRTP.</summary>
    UnsupportedTransport,

    /// <summary>The audio section has no Opus.</summary>
    NoOpus,

    /// <summary>RTP and RTCP would need two ports.</summary>
    NoRtcpMux,

    /// <summary>Audio and data would need two transports.</summary>
    NoBundle,

    /// <summary>There is no usable ice-ufrag or ice-pwd.</summary>
    NoIceCredentials,

    /// <summary>Both sides would wait for the other's connectivity checks.</summary>
    IceLiteOffer,

    /// <summary>There is no certificate fingerprint, or none of a hash function that we trust.</summary>
    NoFingerprint,

    /// <summary>The offerer wants to be the DTLS server; so are we.</summary>
    UnsupportedSetup,

    /// <summary>A re-offer moved, dropped or renamed a media section that is in use.</summary>
    MediaSectionsChanged,

    /// <summary>A re-offer comes from another certificate or DTLS association.</summary>
    FingerprintChanged,
}
