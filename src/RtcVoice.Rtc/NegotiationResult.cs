namespace RtcVoice.Rtc;

/// <summary>The answer to an offer, or why there is none.</summary>
public sealed record NegotiationResult
{
    private NegotiationResult()
    {
    }

    /// <summary>The SDP answer, or null when the offer was refused.</summary>
    public string? Answer { get; private init; }

    /// <summary>Why the offer was refused, or null.</summary>
    public NegotiationError? Error { get; private init; }

    /// <summary>An offer that was answered.</summary>
    public static NegotiationResult Answered(string answer) => new() { Answer = answer };

    /// <summary>An offer that was refused; nothing has changed.</summary>
    public static NegotiationResult Refused(NegotiationError error) => new() { Error = error };
}
