namespace RtcVoice.Fuzz.Engine;

/// <summary>What an input did.</summary>
internal enum FindingKind
{
    /// <summary>The target threw.</summary>
    Exception,

    /// <summary>The process ended: a stack overflow, an access violation.</summary>
    Crash,

    /// <summary>The target did not return.</summary>
    Hang,
}
