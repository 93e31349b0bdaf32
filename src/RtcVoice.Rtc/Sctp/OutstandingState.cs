namespace RtcVoice.Rtc.Sctp;

/// <summary>Where an <see cref="OutstandingChunk"/> stands.</summary>
internal enum OutstandingState : byte
{
    /// <summary>Sent, and neither reported nor taken for lost. It counts as in flight.</summary>
    InFlight,

    /// <summary>Reported by a gap ack block.</summary>
    Reported,

    /// <summary>Taken for lost, to be sent again.</summary>
    Lost,

    /// <summary>Given up: to be skipped by FORWARD-TSN.</summary>
    Abandoned,
}
