namespace RtcVoice.Audio.JitterBuffer;

/// <summary>Counters of an <see cref="UplinkJitterBuffer"/> since it was made, and where it stands now.</summary>
public record struct JitterBufferStatistics
{
    /// <summary>Packets put in, whatever became of them.</summary>
    public long Received { get; internal set; }

    /// <summary>Packets given out to be decoded.</summary>
    public long Played { get; internal set; }

    /// <summary>Packets that came after their time.</summary>
    public long Late { get; internal set; }

    /// <summary>Packets that came twice.</summary>
    public long Duplicate { get; internal set; }

    /// <summary>Packets refused as no Opus.</summary>
    public long Malformed { get; internal set; }

    /// <summary>Packets refused because sequence number and timestamp contradicted their neighbours.</summary>
    public long Contradictory { get; internal set; }

    /// <summary>Packets thrown out unplayed because the buffer was full.</summary>
    public long Overflowed { get; internal set; }

    /// <summary>Samples told as lost, not counting <see cref="RecoverableSamples"/>.</summary>
    public long LostSamples { get; internal set; }

    /// <summary>Samples told as recoverable from the next packet.</summary>
    public long RecoverableSamples { get; internal set; }

    /// <summary>Samples told as paused by the sender.</summary>
    public long PausedSamples { get; internal set; }

    /// <summary>Times that the stream began anew: at the start, after starving for long, after a jump of its clock.</summary>
    public long Restarts { get; internal set; }

    /// <summary>How long packets are made to wait, by the jitter measured: 20 to 400 ms.</summary>
    public TimeSpan TargetDelay { get; internal set; }

    /// <summary>How long the fastest packets wait, as of the last pull.</summary>
    public TimeSpan Delay { get; internal set; }

    /// <summary>Media time of the packets that wait now.</summary>
    public TimeSpan Depth { get; internal set; }

    /// <summary>Packets that wait now.</summary>
    public int Packets { get; internal set; }
}
