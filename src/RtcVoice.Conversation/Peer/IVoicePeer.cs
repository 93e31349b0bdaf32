using RtcVoice.Pacing;

namespace RtcVoice.Conversation.Peer;

/// <summary>
/// The seam to a WebRTC stack, at the level of Opus frames, data-channel messages and statistics: one peer is one
/// negotiated connection with one browser. Packets, candidates and keys stay behind it, so that another stack can
/// stand here. Members may be called from any thread and return at once. Disposing
/// frees what <see cref="Sink"/> uses, and comes after the pacer has let go of it.
/// </summary>
public interface IVoicePeer : IDisposable
{
    /// <summary>The way out for paced frames; the pacer's thread alone calls it, after <see cref="IVoicePeerObserver.OnConnected"/>.</summary>
    IPacedSink Sink { get; }

    /// <summary>The RTP timestamp of media time 0 on <see cref="Sink"/>; known from <see cref="IVoicePeerObserver.OnConnected"/> on.</summary>
    uint FirstTimestamp { get; }

    /// <summary>What is known of the connection now.</summary>
    VoicePeerStatistics Statistics { get; }

    /// <summary>Names the one observer of this peer; to be called once, before the answer is given to the browser.</summary>
    void Observe(IVoicePeerObserver observer);

    /// <summary>Sends one data-channel message.</summary>
    /// <param name="channel">The channel's number, from <see cref="IVoicePeerObserver.OnChannelOpened"/>.</param>
    /// <param name="payload">The message; UTF-8 when <paramref name="isText"/>.</param>
    /// <param name="isText">True for a string message, false for a binary one.</param>
    void Send(int channel, ReadOnlyMemory<byte> payload, bool isText);

    /// <summary>
    /// Ends the connection: RTCP BYE and DTLS close_notify, then silence. <see cref="IVoicePeerObserver.OnClosed"/>
    /// follows; a second call does nothing.
    /// </summary>
    void Close();
}
