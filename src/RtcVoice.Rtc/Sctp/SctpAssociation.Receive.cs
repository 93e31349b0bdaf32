using System.Buffers.Binary;
using RtcVoice.Rtc.Sctp.Wire;
using RtcVoice.Timing;

namespace RtcVoice.Rtc.Sctp;

// From packet to chunk: RFC 9260 sections 6.2 (DATA), 8.4 (out of the blue), 8.5 (verification tag).
internal sealed partial class SctpAssociation
{
    /// <summary>A SACK waits this long for DATA to travel with (section 6.2 allows 500 ms).</summary>
    public static readonly TimeSpan SackDelay = TimeSpan.FromMilliseconds(200);

    /// <summary>Packets with DATA after which a SACK waits no longer (section 6.2).</summary>
    private const int PacketsPerSack = 2;

    private bool _isSackDue;
    private int _packetsSinceSack;
    private uint _advertisedWindow;

    /// <summary>What we can still take, in bytes.</summary>
    private uint ReceiverWindow => (uint)Math.Max(0, _options.ReceiveWindowBytes - _reassembly.HeldBytes - _reassembly.UnreadBytes);

    private bool CanReceiveData => State is SctpState.Established or SctpState.ShutdownPending or SctpState.ShutdownSent;

    /// <summary>Takes in one decrypted packet. One that is none of ours, or is broken anywhere, changes nothing.</summary>
    public void HandleDatagram(ReadOnlySpan<byte> packet, Instant now)
    {
        BeginMutation(now);
        _packetsReceived++;
        if (!SctpCommonHeader.TryRead(packet, out SctpCommonHeader header)
            || header.SourcePort != _options.RemotePort
            || header.DestinationPort != _options.LocalPort
            || !Chunk.AreWellFormed(packet[SctpCommonHeader.Length..]))
        {
            _packetsDropped++;
            return;
        }

        ReadOnlySpan<byte> rest = packet[SctpCommonHeader.Length..];
        Chunk.TryTake(ref rest, out Chunk chunk);
        if (State == SctpState.Ended)
        {
            AnswerAfterTheEnd(header, chunk);
        }
        else if (chunk.Type == ChunkType.Init && header.VerificationTag == 0 && rest.IsEmpty)
        {
            HandleInit(chunk);
        }
        else if (chunk.Type == ChunkType.CookieEcho && TryHandleCookieEcho(header.VerificationTag, chunk))
        {
            HandleChunks(rest);
        }
        else if (chunk.Type is not (ChunkType.Init or ChunkType.CookieEcho) && IsOurs(header, chunk))
        {
            HandleChunks(packet[SctpCommonHeader.Length..]);
        }
        else
        {
            _packetsDropped++;
        }
    }

    /// <summary>Section 8.5: our tag, or with the T bit the peer's own, where the sender has no association any more.</summary>
    private bool IsOurs(SctpCommonHeader header, in Chunk first)
    {
        bool isReflected = first.Type is ChunkType.Abort or ChunkType.ShutdownComplete
            && (first.Flags & ErrorChunk.ReflectedTagFlag) != 0;
        uint tag = isReflected ? _peer.Tag : _localTag;
        return tag != 0 && header.VerificationTag == tag;
    }

    /// <summary>Section 8.4: a peer that goes on has not heard of the end, so it is told again. Never an ABORT for an ABORT.</summary>
    private void AnswerAfterTheEnd(SctpCommonHeader header, in Chunk first)
    {
        if (!IsOurs(header, first))
        {
            _packetsDropped++;
            return;
        }

        switch (first.Type)
        {
            case ChunkType.Abort or ChunkType.ShutdownComplete or ChunkType.CookieAck or ChunkType.Error:
                break;
            case ChunkType.ShutdownAck:
                Enqueue(_peer.Tag, Chunk.Create(ChunkType.ShutdownComplete, 0, []), isAlone: true);
                break;
            default:
                Enqueue(_peer.Tag, ErrorChunk.Create(ChunkType.Abort, ErrorCause.None, []), isAlone: true);
                break;
        }
    }

    private void HandleChunks(ReadOnlySpan<byte> chunks)
    {
        bool hadGaps = _tracker is { HasGaps: true };
        bool hasData = false;
        while (State != SctpState.Ended && Chunk.TryTake(ref chunks, out Chunk chunk))
        {
            hasData |= chunk.Type == ChunkType.Data;
            if (!TryHandle(chunk))
            {
                break;
            }
        }

        if (hasData && CanReceiveData)
        {
            ScheduleSack(hadGaps);
        }
    }

    /// <summary>False when the rest of the packet must not be read.</summary>
    private bool TryHandle(in Chunk chunk)
    {
        switch (chunk.Type)
        {
            case ChunkType.Data:
                HandleData(chunk);
                return true;
            case ChunkType.Sack:
                HandleSack(chunk);
                return true;
            case ChunkType.InitAck:
                HandleInitAck(chunk);
                return false;
            case ChunkType.CookieAck:
                HandleCookieAck();
                return true;
            case ChunkType.Heartbeat:
                if (_peer.Tag != 0 && HeartbeatHandler.TryCreateAck(chunk, out byte[] ack))
                {
                    Enqueue(ack);
                }

                return true;
            case ChunkType.HeartbeatAck:
                if (_heartbeat.TryMeasure(chunk, _now, out TimeSpan roundTrip))
                {
                    _timeout.AddSample(roundTrip);
                }

                return true;
            case ChunkType.Abort:
                End(SctpCloseReason.PeerAbort, ErrorChunk.FirstCause(chunk));
                return false;
            case ChunkType.Error:
                HandleError(chunk);
                return true;
            case ChunkType.Shutdown:
                HandleShutdown(chunk);
                return true;
            case ChunkType.ShutdownAck:
                HandleShutdownAck();
                return false;
            case ChunkType.ShutdownComplete:
                HandleShutdownComplete();
                return false;
            case ChunkType.ForwardTsn:
                HandleForwardTsn(chunk);
                return true;
            case ChunkType.ReConfig:
                HandleReConfig(chunk);
                return true;
            case ChunkType.Init or ChunkType.CookieEcho:
                // Section 4.3 and 5.1: never behind another chunk.
                return false;
            default:
                return TryPassUnknown(chunk);
        }
    }

    /// <summary>The two highest bits of the type say what to do (section 3.2).</summary>
    private bool TryPassUnknown(in Chunk chunk)
    {
        const int SkipBit = 0x80;
        const int ReportBit = 0x40;
        if (((int)chunk.Type & ReportBit) != 0 && _peer.Tag != 0)
        {
            Enqueue(ErrorChunk.Create(ChunkType.Error, ErrorCause.UnrecognizedChunkType, chunk.Whole));
        }

        return ((int)chunk.Type & SkipBit) != 0;
    }

    private void HandleData(in Chunk chunk)
    {
        if (!CanReceiveData)
        {
            return;
        }

        if (!DataChunk.TryRead(chunk, out DataChunk data))
        {
            AbortWith(ErrorCause.ProtocolViolation, SctpCloseReason.ProtocolViolation);
            return;
        }

        if (data.Payload.IsEmpty)
        {
            AbortWith(ErrorCause.NoUserData, SctpCloseReason.ProtocolViolation);
            return;
        }

        DataTracker tracker = _tracker!;
        if (tracker.IsDuplicate(data.Tsn) || !tracker.CanTake(data.Tsn) || !HasRoomFor(data, out bool mustAbort))
        {
            _isSackDue = true;
            return;
        }

        if (mustAbort)
        {
            AbortWith(ErrorCause.OutOfResource, SctpCloseReason.OutOfResource);
            return;
        }

        tracker.Take(data.Tsn);
        _isSackDue |= data.WantsImmediateSack;
        if (data.StreamId >= _options.MaxStreams)
        {
            // Section 6.5: acknowledged, reported, and not delivered.
            Enqueue(ErrorChunk.CreateInvalidStream(data.StreamId));
        }
        else if (!_reassembly.TryAdd(data))
        {
            AbortWith(ErrorCause.OutOfResource, SctpCloseReason.MessageTooLarge);
        }
    }

    /// <summary>
    /// Beyond the advertised window only the chunk that fills the first gap is taken, since it may set others free
    /// (section 6.2). What our own owner has not read stops the peer gently; what the peer leaves incomplete ends it.
    /// </summary>
    private bool HasRoomFor(in DataChunk data, out bool mustAbort)
    {
        mustAbort = false;
        int held = _reassembly.HeldBytes + _reassembly.UnreadBytes + data.Payload.Length + ReassemblyQueue.FragmentOverhead;
        if (data.Tsn != _tracker!.Cumulative.Next)
        {
            return held <= _options.ReceiveWindowBytes;
        }

        if (held <= _options.MaxReassemblyBytes)
        {
            return true;
        }

        mustAbort = _reassembly.UnreadBytes == 0;
        return mustAbort;
    }

    private void ScheduleSack(bool hadGaps)
    {
        _packetsSinceSack++;
        if (_isSackDue || hadGaps || _tracker!.HasGaps || _packetsSinceSack >= PacketsPerSack || State == SctpState.ShutdownSent)
        {
            _isSackDue = true;
        }
        else if (!_timers.IsRunning(SctpTimer.DelayedSack))
        {
            _timers.Set(SctpTimer.DelayedSack, _now + SackDelay);
        }
    }

    private void HandleSack(in Chunk chunk)
    {
        if (_retransmission is not null && State >= SctpState.Established && SackChunk.TryRead(chunk, out SackChunk sack))
        {
            _retransmission.TryHandleSack(sack, _now);
        }
    }

    private void HandleForwardTsn(in Chunk chunk)
    {
        if (!CanReceiveData || !ForwardTsnChunk.TryRead(chunk, out ForwardTsnChunk forward))
        {
            return;
        }

        // One that lies behind us means that the peer has missed our SACK (RFC 3758 section 3.6).
        _isSackDue = true;
        if (!_tracker!.TryForward(forward.NewCumulativeTsn))
        {
            return;
        }

        for (int i = 0; i < forward.SkipCount; i++)
        {
            SkippedStream skip = forward.Skip(i);
            if (skip.StreamId < _options.MaxStreams)
            {
                _reassembly.Skip(skip);
            }
        }

        _reassembly.SkipUnordered(forward.NewCumulativeTsn);
    }

    private void HandleReConfig(in Chunk chunk)
    {
        if (State is not (SctpState.Established or SctpState.ShutdownPending or SctpState.ShutdownReceived))
        {
            return;
        }

        ReadOnlySpan<byte> rest = chunk.Value;
        for (int i = 0; i < ReConfigChunk.MaxParameters && Parameter.TryTake(ref rest, out Parameter parameter); i++)
        {
            switch (parameter.Type)
            {
                case ParameterType.OutgoingResetRequest:
                    if (OutgoingResetRequest.TryRead(parameter, out OutgoingResetRequest request))
                    {
                        Enqueue(_resets!.HandleRequest(request, _tracker!.Cumulative, _reassembly));
                    }

                    break;
                case ParameterType.ReConfigResponse:
                    if (ReConfigResponse.TryRead(parameter, out ReConfigResponse response))
                    {
                        _resets!.HandleResponse(response, _now);
                    }

                    break;
                case ParameterType.IncomingResetRequest
                    or ParameterType.SsnTsnResetRequest
                    or ParameterType.AddOutgoingStreamsRequest
                    or ParameterType.AddIncomingStreamsRequest when parameter.Value.Length >= 4:
                    Enqueue(_resets!.Deny(new Tsn(BinaryPrimitives.ReadUInt32BigEndian(parameter.Value))));
                    break;
            }
        }
    }

    /// <summary>A peer that saw a closed window sends no more than probes: it is told when there is room again.</summary>
    private void UpdateWindowIfClosed()
    {
        if (CanReceiveData && _advertisedWindow < _options.MaxPacketSize && ReceiverWindow >= 2 * _options.MaxPacketSize)
        {
            _advertisedWindow = ReceiverWindow;
            _isSackDue = true;
        }
    }
}
