using RtcVoice.Rtc.Sctp;

namespace RtcVoice.Rtc.DataChannel;

/// <summary>What the data channels of one peer are given at their birth.</summary>
internal sealed record DataChannelOptions
{
    /// <summary>The DTLS server's channels have odd identifiers, the client's even ones (RFC 8832 section 6).</summary>
    public bool IsDtlsServer { get; init; } = true;

    /// <summary>Channels at a time, theirs and ours: a page has one or two, and each costs a label and buffers.</summary>
    public int MaxChannels { get; init; } = 32;

    /// <summary>The association underneath.</summary>
    public SctpOptions Sctp { get; init; } = new();
}
