namespace RtcVoice.Rtc.Dtls;

/// <summary>Unwinds a handshake that its owner has given up.</summary>
#pragma warning disable CA1032, CA1064 // Thrown and caught inside this folder; nobody else makes one.
internal sealed class HandshakeAbortedException : IOException;
#pragma warning restore CA1032, CA1064
