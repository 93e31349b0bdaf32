namespace RtcVoice.Rtc.Sctp;

/// <summary>Kinds of <see cref="SctpEvent"/>.</summary>
internal enum SctpEventKind : byte
{
    /// <summary>Both ends know each other; data flows.</summary>
    Up,

    /// <summary>The peer began anew (RFC 9260 section 5.2.4.1): all streams and all data before are gone. An <see cref="Up"/> follows.</summary>
    Restarted,

    /// <summary>A whole message arrived.</summary>
    Message,

    /// <summary>The peer has reset the stream that it sends on.</summary>
    IncomingStreamReset,

    /// <summary>The peer has confirmed the reset of the stream that we send on; it may be used again.</summary>
    OutgoingStreamReset,

    /// <summary>The peer will not or cannot reset the stream that we send on; it must not be used again.</summary>
    OutgoingStreamResetFailed,

    /// <summary>The bytes that wait on a stream have fallen to its threshold.</summary>
    BufferedAmountLow,

    /// <summary>The association has ended; nothing follows.</summary>
    Closed,
}
