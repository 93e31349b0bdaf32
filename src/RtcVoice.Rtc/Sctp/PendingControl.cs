namespace RtcVoice.Rtc.Sctp;

/// <summary>A control chunk that waits for the next packet.</summary>
/// <param name="VerificationTag">The tag of the packet that carries it.</param>
/// <param name="Chunk">The chunk, padded.</param>
/// <param name="IsAlone">It shares its packet with no other chunk (RFC 9260 section 4.3).</param>
internal readonly record struct PendingControl(uint VerificationTag, byte[] Chunk, bool IsAlone);
