namespace RtcVoice.Audio.JitterBuffer;

/// <summary>What to play next, as <see cref="UplinkJitterBuffer.Pull"/> decided.</summary>
public readonly ref struct PlayoutDecision
{
    internal PlayoutDecision(PlayoutKind kind, ReadOnlySpan<byte> payload, long timestamp, int samples)
    {
        Kind = kind;
        Payload = payload;
        Timestamp = timestamp;
        Samples = samples;
    }

    /// <summary>What to do.</summary>
    public PlayoutKind Kind { get; }

    /// <summary>The packet to decode, or the one to recover from; valid until the next call into the buffer.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>Unwrapped RTP timestamp of the first sample of this piece.</summary>
    public long Timestamp { get; }

    /// <summary>
    /// Samples at 48 kHz of this piece: the packet's duration; for a loss or a pause a multiple of 120, at most 2880.
    /// </summary>
    public int Samples { get; }
}
