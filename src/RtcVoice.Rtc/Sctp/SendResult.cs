namespace RtcVoice.Rtc.Sctp;

/// <summary>What became of a send.</summary>
internal enum SendResult : byte
{
    /// <summary>It is queued; a reliable message arrives, or the association ends.</summary>
    Queued,

    /// <summary>Too much waits to be sent already; nothing was taken. Try again after BufferedAmountLow.</summary>
    BufferFull,

    /// <summary>Longer than the peer takes; nothing was taken.</summary>
    MessageTooLarge,

    /// <summary>There is no such stream or channel, or it is closing, or the association has ended.</summary>
    NotOpen,
}
