namespace RtcVoice.Rtc.Sctp.Wire;

/// <summary>Parameters of INIT, INIT ACK, HEARTBEAT and RE-CONFIG that we know.</summary>
internal enum ParameterType : ushort
{
    HeartbeatInfo = 1,
    StateCookie = 7,
    UnrecognizedParameter = 8,

    /// <summary>RFC 6525: the sender resets the streams that it sends on.</summary>
    OutgoingResetRequest = 13,

    /// <summary>RFC 6525: the sender asks us to reset ours.</summary>
    IncomingResetRequest = 14,

    SsnTsnResetRequest = 15,

    ReConfigResponse = 16,

    AddOutgoingStreamsRequest = 17,

    AddIncomingStreamsRequest = 18,

    /// <summary>RFC 5061 section 4.2.7: the chunk types that the sender speaks.</summary>
    SupportedExtensions = 0x8008,

    /// <summary>RFC 3758 section 3.1.</summary>
    ForwardTsnSupported = 0xC000,
}
