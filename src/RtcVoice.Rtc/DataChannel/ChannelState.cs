namespace RtcVoice.Rtc.DataChannel;

/// <summary>Where a channel stands.</summary>
internal enum ChannelState : byte
{
    /// <summary>We have sent OPEN and wait for ACK; messages may be sent, in order.</summary>
    Opening,

    Open,

    /// <summary>One direction is to be reset, or is; the identifier is held until both are.</summary>
    Closing,

    /// <summary>The peer could not reset its side of the bargain: the identifier is not used again.</summary>
    Retired,
}
