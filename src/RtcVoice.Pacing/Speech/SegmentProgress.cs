namespace RtcVoice.Pacing.Speech;

/// <summary>How far a segment has come on its way out; the worker's own notes. Positions are samples at 48 kHz.</summary>
internal sealed class SegmentProgress
{
    /// <summary>Up to here the pacer has claimed it: what it says can no longer be taken back.</summary>
    public long Claimed { get; set; }

    /// <summary>The furthest that the pacer has ever claimed it: more than <see cref="Claimed"/> where speech went back after a pause.</summary>
    public long Furthest { get; set; }

    /// <summary>Up to here it has departed.</summary>
    public long Departed { get; set; }

    /// <summary>Where it was cut, or -1.</summary>
    public long CutAt { get; set; } = -1;

    /// <summary>True when a cut found that the segment ends by itself with what the pacer has; no later cut changes that.</summary>
    public bool IsEnding { get; set; }

    public bool HasStarted { get; set; }

    /// <summary>True from the departure of an underrun's fade-out to that of the first frame behind it.</summary>
    public bool IsHeld { get; set; }

    /// <summary>True once its one last event has been told.</summary>
    public bool HasEnded { get; set; }
}
