namespace RtcVoice.Audio.JitterBuffer;

/// <summary>20 ms of an <see cref="UplinkDecoder"/>.</summary>
/// <param name="Kind">What it is made of.</param>
/// <param name="Timestamp">Unwrapped RTP timestamp of the sound at its end; 0 while nothing has come.</param>
/// <param name="IsQuiet">True when it is no louder than the background.</param>
public readonly record struct UplinkFrame(UplinkFrameKind Kind, long Timestamp, bool IsQuiet);
