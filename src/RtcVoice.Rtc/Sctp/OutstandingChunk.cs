namespace RtcVoice.Rtc.Sctp;

/// <summary>A DATA chunk that has been sent and lies beyond the cumulative acknowledgement.</summary>
internal struct OutstandingChunk
{
    public OutgoingMessage Message;

    /// <summary>Where in the message its bytes begin.</summary>
    public int Offset;

    /// <summary>Zero for the place holder of a message whose rest was given up unsent.</summary>
    public int Length;

    public OutstandingState State;

    /// <summary>How often it was sent.</summary>
    public ushort Transmissions;

    /// <summary>SACKs that reported later TSNs and not this one.</summary>
    public byte Misses;

    /// <summary>It was sent again after three misses; only the timer may do so once more.</summary>
    public bool IsFastRetransmitted;
}
