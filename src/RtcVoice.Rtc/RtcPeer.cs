using System.Runtime.CompilerServices;
using RtcVoice.Rtc.DataChannel;
using RtcVoice.Rtc.Dtls;
using RtcVoice.Rtc.Ice;
using RtcVoice.Rtc.Sctp;
using RtcVoice.Rtc.Sdp;
using RtcVoice.Rtc.Stun;
using RtcVoice.Timing;

namespace RtcVoice.Rtc;

/// <summary>
/// One end of a WebRTC connection with one audio stream each way and data channels, sans IO: it is told of datagrams
/// and of the time, and asked what to send and what has happened. After any call drain <see cref="TryPollEvent"/>, then
/// <see cref="TryPollTransmit"/>, then look at <see cref="NextTimeout"/>. One owner at a time. It knows no sockets, no
/// codecs and no pace: frames go out through <see cref="Sender"/>, which belongs to whoever paces.
/// </summary>
public sealed partial class RtcPeer : IDisposable
{
    /// <summary>Our ufrags are shorter; anything longer in a check is not ours.</summary>
    public const int MaxUfragLength = 32;

    /// <summary>The longest datagram that <see cref="TryPollTransmit"/> gives.</summary>
    public const int MaxDatagramOut = 1500;

    private readonly RtcPeerSettings _settings;
    private readonly Action _wake;
    private readonly LocalMedia _media;
    private readonly AnsweringSide? _answering;
    private readonly OfferingSide? _offering;
    private readonly Queue<PeerEvent> _events = new();
    private IIceAgent? _ice;
    private DtlsSession? _dtls;
    private DataChannelEndpoint? _data;
    private RtpReceiver? _receiver;
    private RtcpLink? _rtcp;
    private TransportTuple? _closingTuple;
    private long _datagramsDropped;
    private volatile PeerState _state;
    private bool _isClosing;
    private bool _maySend;
    private Instant? _nextTimeout;

    /// <summary>The tuple that media came from last: authenticated for as long as it is here.</summary>
    private TransportTuple? _mediaTuple;

    private RtcPeer(RtcPeerSettings settings, Action wake, bool isAnswering)
    {
        _settings = settings;
        _wake = wake;
        _media = LocalMedia.Create(settings.Random);
        _answering = isAnswering ? new AnsweringSide(settings, _media) : null;
        _offering = isAnswering ? null : new OfferingSide(settings, _media);
    }

    /// <summary>Where the peer is in its life; readable from any thread.</summary>
    public PeerState State => _state;

    /// <summary>The ufrags by which checks name this peer: one, or two during an ICE restart.</summary>
    public IReadOnlyList<string> Ufrags { get; private set; } = [];

    /// <summary>The tuples that have been authenticated.</summary>
    public IReadOnlyCollection<TransportTuple> Tuples => _tuples;

    /// <summary>Where media goes; null before the first authenticated check and when consent has run out (RFC 7675).</summary>
    public TransportTuple? SelectedTuple => _ice is { HasConsent: true } ? _ice.SelectedTuple : null;

    /// <summary>Our stream; there once <see cref="PeerEventKind.Connected"/> was told. Not disposed with the peer: its thread may still be at it.</summary>
    public RtpSender? Sender { get; private set; }

    /// <summary>The SRTP profile's registered name, or null before DTLS has agreed on one.</summary>
    public string? SrtpProfileName { get; private set; }

    /// <summary>Frames received and authenticated; readable from any thread.</summary>
    public long FramesReceived => _receiver?.Frames ?? 0;

    /// <summary>Datagrams dropped: unauthentic, malformed, replayed; readable from any thread.</summary>
    public long DatagramsDropped => Volatile.Read(ref _datagramsDropped);

    /// <summary>When <see cref="HandleTimeout"/> is due, or a little earlier.</summary>
    public Instant NextTimeout => _nextTimeout ??= FindNextTimeout();

    /// <summary>Makes the peer of a server: it waits for an offer, then for the browser (ICE-lite, DTLS server).</summary>
    /// <param name="settings">What all peers share.</param>
    /// <param name="wake">Called, from any thread, when <see cref="HandleTimeout"/> should be called now.</param>
    public static RtcPeer CreateAnswering(RtcPeerSettings settings, Action wake)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(wake);
        return new RtcPeer(settings, wake, isAnswering: true);
    }

    /// <summary>Makes the peer of a client: it offers, checks (ICE controlling) and is the DTLS client.</summary>
    /// <param name="settings">What all peers share; its endpoints are not used.</param>
    /// <param name="wake">Called, from any thread, when <see cref="HandleTimeout"/> should be called now.</param>
    public static RtcPeer CreateOffering(RtcPeerSettings settings, Action wake)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(wake);
        return new RtcPeer(settings, wake, isAnswering: false);
    }

    /// <summary>Reads which of our ufrags a datagram names when it is a STUN request; allocates nothing.</summary>
    public static bool TryReadUfrag(ReadOnlySpan<byte> datagram, Span<char> ufrag, out int length)
    {
        length = 0;
        if (DatagramKinds.Of(datagram) != DatagramKind.Stun
            || !StunMessage.TryReadServerUfrag(datagram, out ReadOnlySpan<byte> bytes)
            || bytes.Length > ufrag.Length)
        {
            return false;
        }

        length = bytes.Length;
        for (int i = 0; i < length; i++)
        {
            ufrag[i] = (char)bytes[i];
        }

        return true;
    }

    /// <summary>Answers an offer: the first, a renegotiation, or an ICE restart. A refused offer changes nothing.</summary>
    public NegotiationResult Answer(string offer, Instant now)
    {
        ArgumentNullException.ThrowIfNull(offer);
        if (_answering is null)
        {
            throw new InvalidOperationException("This peer makes offers and answers none.");
        }

        if (_state == PeerState.Closed)
        {
            return NegotiationResult.Refused(new NegotiationError(NegotiationErrorCode.Closed, "The call is over; make a new one."));
        }

        NegotiationResult result = _answering.Answer(offer, out NegotiatedSession? session);
        if (result.Error is null)
        {
            Apply(session!, now);
        }

        return result;
    }

    /// <summary>Writes the next offer.</summary>
    /// <param name="restartsIce">True for an ICE restart.</param>
    /// <exception cref="InvalidOperationException">This peer answers.</exception>
    public string CreateOffer(bool restartsIce = false) => OfferingOrThrow().CreateOffer(restartsIce);

    /// <summary>Takes the answer to the last offer and begins to connect.</summary>
    /// <param name="answer">The SDP answer.</param>
    /// <param name="now">The time.</param>
    /// <param name="protocol">Which of the answer's candidates to try.</param>
    /// <param name="server">The one tuple to try instead of the answer's candidates, or null.</param>
    /// <returns>Why the answer cannot be used, or null.</returns>
    /// <exception cref="InvalidOperationException">This peer answers.</exception>
    public NegotiationError? AcceptAnswer(string answer, Instant now, TransportProtocol protocol = TransportProtocol.Udp, TransportTuple? server = null)
    {
        ArgumentNullException.ThrowIfNull(answer);
        OfferingOrThrow();
        if (!OfferingSide.TryReadAnswer(answer, out RemoteAnswer? remote, out NegotiationError? error))
        {
            return error;
        }

        Apply(remote, server is { } tuple ? [tuple] : OfferingSide.Tuples(remote).Where(t => t.Protocol == protocol), now);
        return null;
    }

    /// <summary>True when the tuple has been authenticated.</summary>
    public bool IsAuthenticated(in TransportTuple tuple) => _ice?.IsValidated(tuple) ?? false;

    /// <summary>Takes a datagram that came from a tuple; its bytes are decrypted in place.</summary>
    public void HandleDatagram(in TransportTuple tuple, Memory<byte> datagram, Instant now)
    {
        if (_isClosing || _ice is null)
        {
            return;
        }

        DatagramKind kind = DatagramKinds.Of(datagram.Span);
        bool isAccepted = kind switch
        {
            DatagramKind.Stun => _ice.TryHandle(tuple, datagram.Span, now),
            DatagramKind.Dtls => TryHandleDtls(tuple, datagram.Span, now),
            DatagramKind.Rtp => TryHandleRtp(tuple, datagram, now),
            _ => false,
        };
        if (!isAccepted)
        {
            Volatile.Write(ref _datagramsDropped, _datagramsDropped + 1);
        }

        if (isAccepted && kind == DatagramKind.Rtp && _offering is null)
        {
            // Nearly every datagram is one of these: it makes us say nothing, and nothing is due sooner.
            AdvanceIce(now);
        }
        else
        {
            Advance(now);
        }
    }

    /// <summary>Does what is due.</summary>
    public void HandleTimeout(Instant now)
    {
        if (_isClosing || _ice is null)
        {
            return;
        }

        _ice.HandleTimeout(now);
        _dtls!.HandleTimeout(now);
        _data?.HandleTimeout(now);
        _rtcp?.HandleTimeout(now);
        Advance(now);
    }

    /// <summary>Forgets a tuple whose TCP connection is gone.</summary>
    public void RemoveTuple(in TransportTuple tuple, Instant now)
    {
        if (!_isClosing && _ice is not null)
        {
            _ice.RemoveTuple(tuple, now);
            Advance(now);
        }
    }

    /// <summary>Sends a data-channel message.</summary>
    /// <returns>False when the channel is not open, the message too large or too much is waiting already.</returns>
    public bool Send(int channel, ReadOnlySpan<byte> payload, bool isText, Instant now)
    {
        if (_isClosing || _data is null)
        {
            return false;
        }

        bool isTaken = _data.TrySend((ushort)channel, payload, isText, now) == SendResult.Queued;
        Advance(now);
        return isTaken;
    }

    /// <summary>Opens a data channel; <see cref="PeerEventKind.ChannelOpened"/> follows when the other side has confirmed it.</summary>
    /// <param name="label">Its label.</param>
    /// <param name="isReliable">False for a channel that is unordered and never sends anything twice.</param>
    /// <param name="now">The time.</param>
    /// <returns>The channel's number, or null when there are no data channels or none is free.</returns>
    public int? OpenChannel(string label, bool isReliable, Instant now)
    {
        var reliability = isReliable ? default : new ChannelReliability { IsUnordered = true, MaxRetransmits = 0 };
        if (_isClosing || _data is null || !_data.TryOpen(label, reliability, now, out ushort channel))
        {
            return null;
        }

        Advance(now);
        return channel;
    }

    /// <summary>Ends the connection: RTCP BYE and DTLS close_notify are given out, then <see cref="PeerEventKind.Closed"/> is told.</summary>
    public void Close(Instant now)
    {
        if (!_isClosing)
        {
            _rtcp?.Close(now);
            Finish(CloseReason.ClosedHere);
        }
    }

    /// <summary>Takes the next event.</summary>
    public bool TryPollEvent(out PeerEvent happened) => _events.TryDequeue(out happened);

    /// <summary>Takes the next datagram to send.</summary>
    /// <param name="buffer">At least <see cref="MaxDatagramOut"/> long.</param>
    /// <param name="length">Its length.</param>
    /// <param name="destination">Where it goes.</param>
    public bool TryPollTransmit(Span<byte> buffer, out int length, out TransportTuple destination)
    {
        if (!_maySend || _ice is null)
        {
            length = 0;
            destination = default;
            return false;
        }

        _nextTimeout = null;
        if (_ice.TryPollTransmit(buffer, out length, out destination))
        {
            return true;
        }

        destination = (_ice.SelectedTuple ?? _closingTuple).GetValueOrDefault();
        bool hasDestination = _ice.SelectedTuple is not null || _closingTuple is not null;
        FillDtls();
        while ((_rtcp?.TryPollTransmit(buffer, out length) ?? false) || _dtls!.TryPollTransmit(buffer, out length))
        {
            if (hasDestination)
            {
                return true;
            }
        }

        _maySend = false;
        return false;
    }

    /// <summary>Releases everything but <see cref="Sender"/>.</summary>
    public void Dispose()
    {
        _dtls?.Dispose();
        _receiver?.Dispose();
        _rtcp?.Dispose();
    }

    private Instant FindNextTimeout()
    {
        if (_state == PeerState.Closed || _ice is null)
        {
            return Instant.Never;
        }

        Instant next = Instant.Earlier(_ice.NextTimeout, _dtls!.NextTimeout);
        next = Instant.Earlier(next, _data?.NextTimeout ?? Instant.Never);
        return Instant.Earlier(next, _rtcp?.NextTimeout ?? Instant.Never);
    }

    private OfferingSide OfferingOrThrow() => _offering ?? throw new InvalidOperationException("This peer answers and makes no offers.");

    /// <summary>Passes SCTP packets into DTLS for as long as it takes them.</summary>
    [SkipLocalsInit]
    private void FillDtls()
    {
        Span<byte> packet = stackalloc byte[MaxDatagramOut];
        while (_data is not null && _dtls!.HasRoomToSend && _data.TryPollTransmit(packet, out int length))
        {
            _dtls.TrySend(packet[..length]);
        }
    }

    private bool TryHandleDtls(in TransportTuple tuple, ReadOnlySpan<byte> datagram, Instant now)
    {
        if (!_ice!.IsValidated(tuple))
        {
            return false;
        }

        if (_receiver is null)
        {
            _ice.OnHandshake(tuple);
        }

        _dtls!.HandleDatagram(datagram, now);
        return true;
    }

    private bool MayBringMedia(in TransportTuple tuple)
    {
        if (_mediaTuple == tuple)
        {
            return true;
        }

        if (!_ice!.IsValidated(tuple))
        {
            return false;
        }

        _mediaTuple = tuple;
        return true;
    }

    private bool TryHandleRtp(in TransportTuple tuple, Memory<byte> datagram, Instant now)
    {
        if (_receiver is null || !MayBringMedia(tuple))
        {
            return false;
        }

        bool isAuthentic;
        if (Rtp.RtpMultiplex.IsRtcp(datagram.Span))
        {
            isAuthentic = _rtcp!.TryHandle(datagram.Span, now);
            while (_rtcp.TryTakeReport(out StreamReport report))
            {
                _events.Enqueue(new PeerEvent { Kind = PeerEventKind.ReceptionReport, Report = report });
            }
        }
        else
        {
            isAuthentic = _receiver.TryReceive(datagram, now, _rtcp!, out PeerEvent frame);
            if (isAuthentic && frame.Kind == PeerEventKind.Frame)
            {
                _events.Enqueue(frame);
            }
        }

        if (isAuthentic)
        {
            _ice!.OnMediaAuthenticated(now);
        }

        return isAuthentic;
    }
}
