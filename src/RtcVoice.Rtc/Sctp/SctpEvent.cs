using RtcVoice.Rtc.Sctp.Wire;

namespace RtcVoice.Rtc.Sctp;

/// <summary>What an association tells its owner.</summary>
internal readonly record struct SctpEvent
{
    public SctpEventKind Kind { get; init; }

    /// <summary>The stream of a message or reset.</summary>
    public ushort StreamId { get; init; }

    /// <summary>The payload protocol identifier of a message.</summary>
    public uint PayloadProtocol { get; init; }

    /// <summary>A message's bytes: the taker gives them back with <see cref="SctpAssociation.Release"/>.</summary>
    public PooledBuffer Payload { get; init; }

    /// <summary>Why the association ended.</summary>
    public SctpCloseReason CloseReason { get; init; }

    /// <summary>The cause that the ABORT named, sent or received.</summary>
    public ErrorCause Cause { get; init; }
}
