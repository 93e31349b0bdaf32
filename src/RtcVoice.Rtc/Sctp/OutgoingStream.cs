using RtcVoice.Rtc.Sctp.Wire;

namespace RtcVoice.Rtc.Sctp;

/// <summary>The stream that we send on with one identifier.</summary>
internal sealed class OutgoingStream
{
    public OutgoingStream(ushort id)
    {
        Id = id;
    }

    public ushort Id { get; }

    /// <summary>Messages of which no byte has been sent.</summary>
    public Queue<OutgoingMessage> Waiting { get; } = [];

    /// <summary>The number of the next ordered message.</summary>
    public Ssn NextSsn { get; set; }

    /// <summary>Bytes neither acknowledged nor given up.</summary>
    public int BufferedBytes { get; set; }

    /// <summary>When the buffered bytes fall to this or below, the owner is told.</summary>
    public int LowThreshold { get; set; }

    /// <summary>Messages waiting or outstanding; a stream is reset once it has none.</summary>
    public int LiveMessages { get; set; }

    /// <summary>A reset is wanted or under way: nothing more may be sent until it is done.</summary>
    public bool IsResetting { get; set; }

    /// <summary>It has its place in the turn of streams.</summary>
    public bool IsScheduled { get; set; }
}
