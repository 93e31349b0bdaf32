namespace RtcVoice.Endpointing.Examples;

/// <summary>Where in a recording an example lies.</summary>
internal enum ExampleKind
{
    /// <summary>Its end.</summary>
    End,

    /// <summary>Its end, faded a little early, so that a fade is no sign of a cut.</summary>
    FadedEnd,

    /// <summary>A pause that the speaker made within.</summary>
    InnerPause,

    /// <summary>A place within at which it was cut and faded.</summary>
    Cut,

    /// <summary>A place at which the vowel was held on, as in "ummm".</summary>
    Held,
}
