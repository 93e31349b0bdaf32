using RtcVoice.Rtc.Sctp.Wire;

namespace RtcVoice.Rtc.Sctp;

/// <summary>The stream that the peer sends on with one identifier.</summary>
internal sealed class IncomingStream
{
    /// <summary>The ordered message to be delivered next.</summary>
    public Ssn ExpectedSsn { get; set; }

    /// <summary>Fragments of ordered messages: incomplete, or waiting for an earlier one.</summary>
    public FragmentList Ordered { get; } = new();

    /// <summary>Fragments of incomplete unordered messages.</summary>
    public FragmentList Unordered { get; } = new();
}
