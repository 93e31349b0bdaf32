namespace RtcVoice.Pacing.Speech;

/// <summary>How far a segment has come on its way out; the worker's own notes. Positions are samples at 48 kHz.</summary>
internal sealed class SegmentProgress
{
    /// <summary>Up to here the pacer has claimed it: what it says can no longer be taken back.</summary>
    public long Claimed { get; set; }

    /// <summary>The furthest that the pacer has ever claimed it: more than <see cref="Claimed"/> where speech went back after a pause.</summary>
    public long Furthest { get; set; }

    /// <summary>Its frames that are in the ring or with the pacer and have not departed.</summary>
    public int InFlight { get; set; }

    /// <summary>Up to here its last frame that has departed.</summary>
    public long Departed { get; set; }

    /// <summary>True when it was cut: it ends with what is in flight.</summary>
    public bool IsCut { get; set; }

    /// <summary>True when a cut found that the segment ends by itself with what the pacer has; no later cut changes that.</summary>
    public bool IsEnding { get; set; }

    public bool HasStarted { get; set; }

    /// <summary>True from the departure of an underrun's fade-out to that of the first frame behind it.</summary>
    public bool IsHeld { get; set; }

    /// <summary>True once its one last event has been told.</summary>
    public bool HasEnded { get; set; }
}
