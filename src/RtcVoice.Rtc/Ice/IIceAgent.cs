using RtcVoice.Timing;

namespace RtcVoice.Rtc.Ice;

/// <summary>What a peer needs of ICE, whichever side it takes: the lite agent of a server or the controlling one of a client.</summary>
internal interface IIceAgent
{
    /// <summary>Where the agent is in its life.</summary>
    IceState State { get; }

    /// <summary>True when the agent does nothing more.</summary>
    bool HasEnded { get; }

    /// <summary>True while we may send to the selected tuple (RFC 7675).</summary>
    bool HasConsent { get; }

    /// <summary>Where to send, or null before the first authenticated check.</summary>
    TransportTuple? SelectedTuple { get; }

    /// <summary>When <see cref="HandleTimeout"/> is due.</summary>
    Instant NextTimeout { get; }

    /// <summary>True when the tuple has been authenticated: only then may its DTLS and SRTP be looked at.</summary>
    bool IsValidated(in TransportTuple tuple);

    /// <summary>Takes a STUN message; false when it was not authentic or not for us.</summary>
    bool TryHandle(in TransportTuple source, ReadOnlySpan<byte> datagram, Instant now);

    /// <summary>Says that a DTLS datagram of an unfinished handshake came from a validated tuple.</summary>
    void OnHandshake(in TransportTuple source);

    /// <summary>Says that an SRTP packet of the peer was authentic: it lives.</summary>
    void OnMediaAuthenticated(Instant now);

    /// <summary>Forgets a tuple whose TCP connection is gone.</summary>
    void RemoveTuple(in TransportTuple tuple, Instant now);

    /// <summary>Does what is due.</summary>
    void HandleTimeout(Instant now);

    /// <summary>Takes the next datagram to send.</summary>
    bool TryPollTransmit(Span<byte> buffer, out int length, out TransportTuple destination);

    /// <summary>Takes the next event.</summary>
    bool TryPollEvent(out IceEvent happened);

    /// <summary>Ends the agent.</summary>
    void Close();
}
