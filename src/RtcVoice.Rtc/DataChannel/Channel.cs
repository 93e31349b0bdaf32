using RtcVoice.Rtc.Sctp;

namespace RtcVoice.Rtc.DataChannel;

/// <summary>One channel: a stream each way with the same identifier.</summary>
internal sealed class Channel
{
    public Channel(ushort id, string label, string protocol, ChannelReliability reliability, ChannelState state)
    {
        Id = id;
        Label = label;
        Protocol = protocol;
        Reliability = reliability;
        State = state;
    }

    public ushort Id { get; }

    public string Label { get; }

    public string Protocol { get; }

    public ChannelReliability Reliability { get; }

    public ChannelState State { get; set; }

    /// <summary>The owner knows the identifier, and must be told that it closed.</summary>
    public bool IsAnnounced { get; set; }

    /// <summary>A message was sent since the owner was last told that little is buffered: an ACK alone is no news to it.</summary>
    public bool HasSent { get; set; }

    /// <summary>The reset of our stream is asked for.</summary>
    public bool IsResetRequested { get; set; }

    /// <summary>Our stream is reset.</summary>
    public bool IsOutgoingReset { get; set; }

    /// <summary>The peer's stream is reset.</summary>
    public bool IsIncomingReset { get; set; }

    /// <summary>
    /// What has come on the stream since the peer reset it, while we wait to hear that ours is reset: the peer has heard that
    /// both are, and uses the identifier anew. The bound is the receiver window, which these messages still fill; of resets
    /// in a row, which fill nothing, one is kept.
    /// </summary>
    public Queue<SctpEvent>? Successor { get; set; }

    /// <summary>What came last for the successor is a reset.</summary>
    public bool IsSuccessorReset { get; set; }
}
