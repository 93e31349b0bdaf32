using RtcVoice.Rtc;

namespace RtcVoice.Server.Calls;

/// <summary>A call and its answer, or why there is none.</summary>
internal sealed record CallCreation(string Id, string? Answer, NegotiationError? Error);
