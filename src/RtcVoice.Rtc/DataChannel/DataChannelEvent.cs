using RtcVoice.Rtc.Sctp;

namespace RtcVoice.Rtc.DataChannel;

/// <summary>What the data channels of one peer tell their owner.</summary>
internal readonly record struct DataChannelEvent
{
    public DataChannelEventKind Kind { get; init; }

    public ushort ChannelId { get; init; }

    /// <summary>The label of an opened channel; else empty.</summary>
    public string Label { get => field ?? string.Empty; init; }

    /// <summary>The subprotocol of an opened channel; else empty.</summary>
    public string Protocol { get => field ?? string.Empty; init; }

    /// <summary>Of an opened channel.</summary>
    public ChannelReliability Reliability { get; init; }

    /// <summary>The message is UTF-8 text; not verified to be so.</summary>
    public bool IsText { get; init; }

    /// <summary>
    /// The message, possibly empty. It lies in pooled memory and is valid until the next
    /// <see cref="DataChannelEndpoint.TryPollEvent"/>: copy what must live longer.
    /// </summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Why the association ended.</summary>
    public SctpCloseReason CloseReason { get; init; }

    internal PooledBuffer Buffer { get; init; }
}
