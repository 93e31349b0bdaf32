namespace RtcVoice.Audio.JitterBuffer;

/// <summary>Counters of an <see cref="UplinkDecoder"/>, in samples at 48 kHz, and those of its buffer.</summary>
public record struct UplinkStatistics
{
    /// <summary>The jitter buffer below.</summary>
    public JitterBufferStatistics Buffer { get; internal set; }

    /// <summary>Samples decoded from packets.</summary>
    public long DecodedSamples { get; internal set; }

    /// <summary>Samples made up.</summary>
    public long ConcealedSamples { get; internal set; }

    /// <summary>Samples restored by forward error correction.</summary>
    public long RecoveredSamples { get; internal set; }

    /// <summary>Samples left out of quiet moments, to shorten the delay.</summary>
    public long SkippedQuietSamples { get; internal set; }

    /// <summary>Samples left out of speech, because the delay was far too long.</summary>
    public long SkippedSpeechSamples { get; internal set; }

    /// <summary>Samples added to quiet moments, to lengthen the delay.</summary>
    public long StretchedSamples { get; internal set; }

    /// <summary>Packets that libopus refused.</summary>
    public long Undecodable { get; internal set; }
}
