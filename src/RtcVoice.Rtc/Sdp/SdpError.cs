namespace RtcVoice.Rtc.Sdp;

/// <summary>Why a session description was refused, and what its sender can do about it.</summary>
/// <param name="Code">The reason, for a program.</param>
/// <param name="Message">The reason, for the developer whose client sent it. Holds no credential and no address.</param>
internal sealed record SdpError(SdpErrorCode Code, string Message);
