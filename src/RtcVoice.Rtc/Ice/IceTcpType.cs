namespace RtcVoice.Rtc.Ice;

/// <summary>Who opens the connection of a TCP candidate (RFC 6544 section 4.5).</summary>
internal enum IceTcpType : byte
{
    /// <summary>The owner of the candidate connects; its port means nothing.</summary>
    Active,

    /// <summary>The owner of the candidate listens.</summary>
    Passive,

    /// <summary>Both connect at once.</summary>
    SimultaneousOpen,
}
