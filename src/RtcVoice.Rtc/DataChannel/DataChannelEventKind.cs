namespace RtcVoice.Rtc.DataChannel;

/// <summary>Kinds of <see cref="DataChannelEvent"/>.</summary>
internal enum DataChannelEventKind : byte
{
    /// <summary>The SCTP association is up. It comes again when the peer has restarted, after ChannelClosed for each channel.</summary>
    AssociationUp,

    /// <summary>The association has ended, after ChannelClosed for each channel. Nothing follows.</summary>
    AssociationClosed,

    /// <summary>The peer opened a channel, or confirmed ours.</summary>
    ChannelOpened,

    /// <summary>A channel is closed both ways; its identifier may be used again.</summary>
    ChannelClosed,

    /// <summary>A message arrived.</summary>
    Message,

    /// <summary>The bytes buffered on a channel have fallen to its threshold.</summary>
    BufferedAmountLow,
}
