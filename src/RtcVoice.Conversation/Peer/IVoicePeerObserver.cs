namespace RtcVoice.Conversation.Peer;

/// <summary>
/// What a peer tells the call above it. Every method runs on the peer's own thread, in the order in which things
/// happened, and must return at once: the thread serves other calls too. Spans are valid during the call only.
/// </summary>
public interface IVoicePeerObserver
{
    /// <summary>ICE, DTLS and SRTP are up: frames may flow both ways from now on.</summary>
    void OnConnected();

    /// <summary>One authenticated Opus frame came in.</summary>
    void OnFrame(in ReceivedFrame frame);

    /// <summary>The browser reported how our frames reach it (RTCP receiver report).</summary>
    void OnReceptionReport(in ReceptionReport report);

    /// <summary>The browser opened a data channel.</summary>
    /// <param name="channel">The channel's number, to be used with <see cref="IVoicePeer.Send"/>.</param>
    /// <param name="label">The label that the browser gave it.</param>
    void OnChannelOpened(int channel, string label);

    /// <summary>A data-channel message came in, whole.</summary>
    void OnMessage(int channel, ReadOnlySpan<byte> payload, bool isText);

    /// <summary>A data channel was closed by the browser.</summary>
    void OnChannelClosed(int channel);

    /// <summary>The connection is over; nothing follows.</summary>
    void OnClosed(PeerCloseReason reason);
}
