namespace RtcVoice.Audio.JitterBuffer;

/// <summary>A packet that waits to be played.</summary>
/// <param name="Sequence">Unwrapped sequence number.</param>
/// <param name="Timestamp">Unwrapped RTP timestamp of its first sample.</param>
/// <param name="Duration">Samples at 48 kHz.</param>
/// <param name="FrameSamples">Samples of one Opus frame: how far back its forward error correction reaches.</param>
/// <param name="HasForwardErrorCorrection">True when it can restore the frame before it.</param>
/// <param name="IsDtx">True when it stands for "nothing to send".</param>
/// <param name="Length">Payload bytes.</param>
/// <param name="Chunk">Where the payload begins in the pool.</param>
internal readonly record struct BufferedPacket(
    long Sequence,
    long Timestamp,
    int Duration,
    int FrameSamples,
    bool HasForwardErrorCorrection,
    bool IsDtx,
    int Length,
    short Chunk);
