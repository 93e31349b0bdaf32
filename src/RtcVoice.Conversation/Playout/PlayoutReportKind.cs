namespace RtcVoice.Conversation.Playout;

/// <summary>What a client reports.</summary>
internal enum PlayoutReportKind
{
    /// <summary>What it is playing; sent every 100 to 200 ms.</summary>
    Played,

    /// <summary>What it was playing when it silenced itself, because it was told of a cut.</summary>
    Muted,
}
