namespace RtcVoice.Audio.Opus;

/// <summary>The coding layers that a packet uses (RFC 6716 section 3.1).</summary>
public enum OpusMode
{
    /// <summary>Linear prediction alone; may carry forward error correction.</summary>
    Silk,

    /// <summary>SILK below 8 kHz and CELT above; may carry forward error correction.</summary>
    Hybrid,

    /// <summary>Transform coding alone; never carries forward error correction.</summary>
    Celt,
}
