namespace RtcVoice.Rtc.Sctp;

/// <summary>How a message is to be delivered.</summary>
/// <param name="IsUnordered">It need not wait for those before it.</param>
/// <param name="MaxRetransmits">Give it up after this many retransmissions (RFC 3758, RFC 7496); none: never.</param>
/// <param name="Lifetime">Give it up when this much time has passed; none: never.</param>
internal readonly record struct SendOptions(bool IsUnordered = false, ushort? MaxRetransmits = null, TimeSpan? Lifetime = null);
