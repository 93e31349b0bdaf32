namespace RtcVoice.Pacing;

/// <summary>Where a cut fell.</summary>
/// <param name="Segment">The segment that was cut in its speech, or 0 when none was speaking.</param>
/// <param name="FadeStart">Samples at 48 kHz of the segment that are sent at full strength.</param>
/// <param name="Sent">
/// Samples at 48 kHz of the segment that were sent or are in the one faded frame still to depart: exactly these, and
/// nothing behind them, ever.
/// </param>
/// <param name="Dropped">Segments that were cancelled, the one that was cut included.</param>
public readonly record struct SpeechCut(long Segment, long FadeStart, long Sent, int Dropped)
{
    /// <summary>True when speech was cut, and not only what waited.</summary>
    public bool WasSpeaking => Segment != 0;
}
