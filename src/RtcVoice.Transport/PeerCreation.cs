using RtcVoice.Conversation.Peer;
using RtcVoice.Rtc;

namespace RtcVoice.Transport;

/// <summary>A new peer and its answer, or why the offer cannot be answered.</summary>
public sealed record PeerCreation
{
    private PeerCreation()
    {
    }

    /// <summary>The peer, or null when the offer was refused.</summary>
    public IVoicePeer? Peer { get; private init; }

    /// <summary>The SDP answer, or null when the offer was refused.</summary>
    public string? Answer { get; private init; }

    /// <summary>Why the offer was refused, or null.</summary>
    public NegotiationError? Error { get; private init; }

    internal static PeerCreation Accepted(IVoicePeer peer, string answer) => new() { Peer = peer, Answer = answer };

    internal static PeerCreation Refused(NegotiationError error) => new() { Error = error };
}
