namespace RtcVoice.Rtc.Sdp;

/// <summary>What we take of an offer; the same for all calls of a server.</summary>
internal sealed record AnswerPreferences
{
    /// <summary>Opus with FEC, audio level and MID; no RED, no feedback for congestion control.</summary>
    public static readonly AnswerPreferences Default = new();

    /// <summary>What becomes of RED.</summary>
    public RedUse Red { get; init; }

    /// <summary>We send transport-wide feedback (transport-cc), and so may ask for its extension.</summary>
    public bool SendsTransportFeedback { get; init; }

    /// <summary>
    /// The fmtp line of Opus: how we would like to receive it. Without usedtx, for gaps in the browser's stream would
    /// blind the voice activity detector; without stereo, for a microphone has one channel.
    /// </summary>
    public string OpusParameters { get; init; } = "minptime=10;useinbandfec=1";
}
