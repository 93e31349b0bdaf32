using RtcVoice.Rtc.DataChannel;
using RtcVoice.Rtc.Dtls;
using RtcVoice.Rtc.Ice;
using RtcVoice.Rtc.Rtcp;
using RtcVoice.Rtc.Sctp;
using RtcVoice.Rtc.Sdp;
using RtcVoice.Rtc.Srtp;
using RtcVoice.Timing;

namespace RtcVoice.Rtc;

/// <summary>How the layers of a peer move each other on: ICE lets DTLS in, DTLS gives SRTP its keys and SCTP its way.</summary>
public sealed partial class RtcPeer
{
    /// <summary>What we accept in one data-channel message, and send at most.</summary>
    private const uint MaxMessageBytes = 65_536;

    private readonly List<TransportTuple> _tuples = [];
    private Agreement? _agreement;

    private void Apply(NegotiatedSession session, Instant now)
    {
        Ice.IceCredentials local = _answering!.Ice;
        if (_ice is null)
        {
            _ice = new IceLiteAgent(local, session.Remote.Ice.Ufrag, now);
            _dtls = CreateDtls(DtlsRole.Server, session.Remote);
        }
        else if (session.RestartsIce)
        {
            ((IceLiteAgent)_ice).Restart(local, session.Remote.Ice.Ufrag, now);
        }

        Adopt(Agreement.Of(session));
        RefreshUfrags();
        Advance(now);
    }

    private void Apply(RemoteAnswer answer, IEnumerable<TransportTuple> candidates, Instant now)
    {
        Ice.IceCredentials local = _offering!.Ice;
        var remote = new Ice.IceCredentials(answer.Remote.Ice.Ufrag, answer.Remote.Ice.Password);
        if (_ice is null)
        {
            var controlling = new IceControllingAgent(local, remote, _settings.Random, now);
            _ice = controlling;
            _dtls = CreateDtls(DtlsRole.Client, answer.Remote);
            foreach (TransportTuple tuple in candidates)
            {
                controlling.AddRemoteCandidate(tuple, now);
            }
        }
        else if (answer.Remote.Ice != _agreement!.Remote.Ice)
        {
            ((IceControllingAgent)_ice).Restart(local, remote, now);
        }

        Adopt(Agreement.Of(answer));
        Advance(now);
    }

    private void Adopt(Agreement agreement)
    {
        _agreement = agreement;
        if (_receiver is not null)
        {
            _receiver.PayloadType = agreement.OpusPayloadType;
        }
    }

    private DtlsSession CreateDtls(DtlsRole role, SectionTransport remote) => new(new DtlsSessionOptions
    {
        Role = role,
        Certificate = _settings.Certificate,
        PeerFingerprints = [.. remote.Fingerprints.Select(f => new DtlsFingerprint(f.Algorithm, f.Hash))],
        Executor = _settings.Handshakes,
        Wake = _wake,
        SrtpProfiles = [.. _settings.SrtpProfiles.Select(p => (DtlsSrtpProfile)p)],
        HandshakeInLockstep = _settings.HandshakeInLockstep,
    });

    private void Advance(Instant now)
    {
        _maySend = true;
        _nextTimeout = null;
        AdvanceIce(now);
        AdvanceDtls(now);
        AdvanceData();
    }

    private void AdvanceIce(Instant now)
    {
        while (_ice!.TryPollEvent(out IceEvent happened))
        {
            _nextTimeout = null;
            switch (happened.Kind)
            {
                case IceEventKind.TupleAdded:
                    _tuples.Add(happened.Tuple!.Value);
                    Tell(PeerEventKind.RoutesChanged);
                    break;
                case IceEventKind.TupleRemoved:
                    _tuples.Remove(happened.Tuple!.Value);
                    _mediaTuple = null;
                    Tell(PeerEventKind.RoutesChanged);
                    break;
                case IceEventKind.UfragRetired or IceEventKind.RestartCompleted:
                    RefreshUfrags();
                    break;
                case IceEventKind.SelectedTupleChanged or IceEventKind.ConsentGranted or IceEventKind.ConsentLost:
                    Tell(PeerEventKind.PathChanged);
                    StartDtlsOfClient(now);
                    break;
                case IceEventKind.StateChanged:
                    OnIceState(happened.State);
                    break;
                default:
                    break;
            }
        }
    }

    private void StartDtlsOfClient(Instant now)
    {
        if (_offering is not null && _ice!.SelectedTuple is not null)
        {
            _dtls!.Start(now);
        }
    }

    private void OnIceState(IceState state)
    {
        if (state == IceState.Failed)
        {
            Finish(_receiver is null ? CloseReason.NeverConnected : CloseReason.TimedOut);
        }
        else if (state == IceState.Disconnected)
        {
            _state = PeerState.Disconnected;
        }
        else if (state is IceState.Connected or IceState.Suspect)
        {
            _state = _receiver is null ? PeerState.Connecting : PeerState.Connected;
        }
    }

    private void AdvanceDtls(Instant now)
    {
        while (!_isClosing && _dtls!.TryPollEvent(out DtlsEvent happened))
        {
            switch (happened.Kind)
            {
                case DtlsEventKind.Connected:
                    using (happened.Keys)
                    {
                        StartMedia(happened.Keys!, now);
                    }

                    break;
                case DtlsEventKind.ApplicationData:
                    _data?.HandleDatagram(happened.Data.Span, now);
                    break;
                case DtlsEventKind.Closed:
                    Finish(CloseReason.ClosedByPeer);
                    break;
                default:
                    Finish(CloseReason.HandshakeFailed);
                    break;
            }
        }
    }

    private void StartMedia(DtlsKeyingMaterial exported, Instant now)
    {
        var profile = (SrtpProfile)exported.Profile;
        using var keys = new SrtpKeyingMaterial(profile, exported.Bytes);
        bool isServer = _answering is not null;
        SrtpMasterKey ours = isServer ? keys.Server : keys.Client;
        SrtpMasterKey theirs = isServer ? keys.Client : keys.Server;
        Agreement agreement = _agreement!;
        Sender = new RtpSender(
            new SrtpSender(ours), _media.Ssrc, agreement.OpusPayloadType, _media.FirstSequence, _media.TimestampOffset);
        _receiver = new RtpReceiver(new SrtpReceiver(theirs), agreement.OpusPayloadType);
        var clock = NtpClock.From(_settings.WallClockAtOrigin, Instant.Origin);
        var reports = new RtcpSession(_media.Ssrc, _media.Cname, clock, now);
        _rtcp = new RtcpLink(new SrtcpSender(ours), new SrtcpReceiver(theirs), Sender, reports);
        SrtpProfileName = profile == SrtpProfile.AeadAes128Gcm ? "SRTP_AEAD_AES_128_GCM" : "SRTP_AES128_CM_HMAC_SHA1_80";
        if (agreement.Data is not null)
        {
            _data = CreateDataChannels(agreement.Data, isServer, now);
        }

        _state = PeerState.Connected;
        Tell(PeerEventKind.Connected);
    }

    private DataChannelEndpoint CreateDataChannels(NegotiatedData negotiated, bool isServer, Instant now)
    {
        var data = new DataChannelEndpoint(
            new DataChannelOptions
            {
                IsDtlsServer = isServer,
                Sctp = new SctpOptions
                {
                    RemotePort = negotiated.RemotePort,
                    MaxOutgoingMessageSize = (int)Math.Min(negotiated.RemoteMaxMessageSize, MaxMessageBytes),
                },
            },
            bytes => _settings.Random.GetBytes(bytes));
        if (!isServer)
        {
            data.Connect(now);
        }

        return data;
    }

    private void AdvanceData()
    {
        while (_data is not null && !_isClosing && _data.TryPollEvent(out DataChannelEvent happened))
        {
            switch (happened.Kind)
            {
                case DataChannelEventKind.ChannelOpened:
                    _events.Enqueue(new PeerEvent
                    {
                        Kind = PeerEventKind.ChannelOpened,
                        Channel = happened.ChannelId,
                        Label = happened.Label,
                    });
                    break;
                case DataChannelEventKind.Message:
                    // The endpoint takes its memory back at its next event; ours is polled later.
                    _events.Enqueue(new PeerEvent
                    {
                        Kind = PeerEventKind.Message,
                        Channel = happened.ChannelId,
                        Payload = happened.Payload.ToArray(),
                        IsText = happened.IsText,
                    });
                    break;
                case DataChannelEventKind.ChannelClosed:
                    _events.Enqueue(new PeerEvent { Kind = PeerEventKind.ChannelClosed, Channel = happened.ChannelId });
                    break;
                default:
                    break;
            }
        }
    }

    private void Tell(PeerEventKind kind) => _events.Enqueue(new PeerEvent { Kind = kind });

    private void RefreshUfrags()
    {
        Ufrags = _ice switch
        {
            IceLiteAgent { PreviousCredentials: { } previous } lite => [lite.LocalCredentials.Ufrag, previous.Ufrag],
            IceLiteAgent lite => [lite.LocalCredentials.Ufrag],
            _ => [],
        };
        Tell(PeerEventKind.RoutesChanged);
    }

    private void Finish(CloseReason reason)
    {
        if (_isClosing)
        {
            return;
        }

        _isClosing = true;
        _maySend = true;
        _nextTimeout = null;
        _closingTuple = _ice?.SelectedTuple;
        _dtls?.Close();
        _ice?.Close();
        _state = PeerState.Closed;
        _events.Enqueue(new PeerEvent { Kind = PeerEventKind.Closed, CloseReason = reason });
    }
}
