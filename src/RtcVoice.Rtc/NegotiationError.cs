namespace RtcVoice.Rtc;

/// <summary>Why an offer cannot be answered.</summary>
/// <param name="Code">A word for programs.</param>
/// <param name="Message">What is missing or wrong, and what to do.</param>
public sealed record NegotiationError(NegotiationErrorCode Code, string Message);
