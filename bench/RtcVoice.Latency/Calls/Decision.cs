namespace RtcVoice.Latency.Calls;

/// <summary>What the server did about a sound of the person, or about a client's word.</summary>
internal enum DecisionKind
{
    /// <summary>The agent fell silent for a doubtful sound.</summary>
    Paused,

    /// <summary>It went on.</summary>
    Resumed,

    /// <summary>It was cut.</summary>
    Cut,
}

/// <summary>A decision of the server's.</summary>
internal readonly record struct Decision(DecisionKind Kind, DateTime At);
