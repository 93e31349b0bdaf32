namespace RtcVoice.Audio.JitterBuffer;

/// <summary>What the 20 ms that an <see cref="UplinkDecoder"/> gave are made of: of several, the first that applies.</summary>
public enum UplinkFrameKind
{
    /// <summary>Nothing came: digital silence.</summary>
    Silence,

    /// <summary>At least in part made up for what was lost or late.</summary>
    Concealed,

    /// <summary>At least in part restored from the copy in a later packet.</summary>
    Recovered,

    /// <summary>The sender paused, or a quiet moment was made longer.</summary>
    Comfort,

    /// <summary>All of it as the microphone sent it.</summary>
    Decoded,
}
