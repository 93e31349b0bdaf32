namespace RtcVoice.Load;

/// <summary>What the microphones of the calls send.</summary>
internal enum Uplink
{
    /// <summary>Nothing: they are muted in a way that sends no packets.</summary>
    None,

    /// <summary>Encoded silence.</summary>
    Silence,

    /// <summary>A voice that never stops.</summary>
    Speech,
}
