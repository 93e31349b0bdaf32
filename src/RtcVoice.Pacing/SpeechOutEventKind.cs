namespace RtcVoice.Pacing;

/// <summary>What happened to a segment.</summary>
public enum SpeechOutEventKind
{
    /// <summary>Its first frame departed.</summary>
    SegmentStarted,

    /// <summary>Its last frame departed, or it was completed empty.</summary>
    SegmentFinished,

    /// <summary>It was cut, and the last that will be sent of it departed.</summary>
    SegmentCut,

    /// <summary>Its source had nothing more: the speech faded out and is held.</summary>
    Underrun,

    /// <summary>The hold is over: the first frame behind it departed.</summary>
    Resumed,
}
