namespace RtcVoice.Audio.Opus;

/// <summary>The audio bandwidth that a packet codes (RFC 6716 section 2).</summary>
public enum OpusBandwidth
{
    /// <summary>4 kHz.</summary>
    Narrow,

    /// <summary>6 kHz.</summary>
    Medium,

    /// <summary>8 kHz.</summary>
    Wide,

    /// <summary>12 kHz.</summary>
    SuperWide,

    /// <summary>20 kHz.</summary>
    Full,
}
