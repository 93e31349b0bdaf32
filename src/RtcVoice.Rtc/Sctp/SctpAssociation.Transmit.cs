using RtcVoice.Rtc.Sctp.Wire;

namespace RtcVoice.Rtc.Sctp;

// From chunk to packet: control first, then SACK, FORWARD-TSN and DATA (RFC 9260 section 6.10).
internal sealed partial class SctpAssociation
{
    /// <summary>Packets with DATA that leave at once (RFC 9260 section 6.1 D: Max.Burst).</summary>
    public const int MaxBurst = 4;

    /// <summary>Room for a FORWARD-TSN with one stream.</summary>
    private const int MinForwardTsnRoom = Chunk.HeaderLength + ForwardTsnChunk.FixedValueLength + ForwardTsnChunk.SkipLength;

    private int _packetsInBurst;

    private bool CanSendData => State is SctpState.Established or SctpState.ShutdownPending or SctpState.ShutdownReceived;

    /// <summary>Writes the next packet to be sent inside DTLS. Call until it is false.</summary>
    /// <param name="buffer">Room for <see cref="SctpOptions.MaxPacketSize"/> bytes at least.</param>
    /// <param name="length">The length of the packet.</param>
    public bool TryPollTransmit(Span<byte> buffer, out int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(buffer.Length, _options.MaxPacketSize, nameof(buffer));
        length = 0;
        if (State == SctpState.Established && _resets!.TryBegin(_retransmission!.NextTsn.Previous, _now, out byte[] request))
        {
            Enqueue(request);
        }

        AdvanceShutdown();
        bool hasControls = _controls.TryPeek(out PendingControl control);
        uint tag = hasControls ? control.VerificationTag : _peer.Tag;
        var packet = new SctpPacketWriter(
            buffer[.._options.MaxPacketSize], new SctpCommonHeader(_options.LocalPort, _options.RemotePort, tag));
        if (hasControls)
        {
            WriteControls(ref packet, tag);
        }

        // Until COOKIE ACK arrives DATA may travel only behind the COOKIE ECHO (section 5.1 C).
        bool isCookieEcho = State == SctpState.CookieEchoed && hasControls && control.Chunk == _handshakeChunk;
        if (!(hasControls && control.IsAlone))
        {
            WriteData(ref packet, isCookieEcho);
        }

        if (packet.IsEmpty)
        {
            return false;
        }

        _packetsSent++;
        length = packet.Finish();
        return true;
    }

    private void WriteControls(ref SctpPacketWriter packet, uint tag)
    {
        while (_controls.TryPeek(out PendingControl next)
            && next.VerificationTag == tag
            && next.Chunk.Length <= packet.Remaining
            && (packet.IsEmpty || !next.IsAlone))
        {
            _controls.Dequeue();
            packet.Add(next.Chunk);
            if (next.IsAlone)
            {
                return;
            }
        }
    }

    private void WriteData(ref SctpPacketWriter packet, bool isBehindCookieEcho)
    {
        _retransmission?.AbandonExpiredRest(_now);
        bool canSend = (CanSendData || isBehindCookieEcho) && _packetsInBurst < MaxBurst;
        bool hasData = canSend && _retransmission!.HasDataToSend(_now);
        WriteSack(ref packet, hasData);
        if (CanSendData && _retransmission!.IsForwardTsnDue && packet.Remaining >= MinForwardTsnRoom)
        {
            _retransmission.WriteForwardTsn(ref packet, _now);
        }

        if (hasData && _retransmission!.TryWriteData(ref packet, _now))
        {
            _packetsInBurst++;
        }
    }

    /// <summary>A SACK that still waits travels with DATA that leaves anyway (section 6.2).</summary>
    private void WriteSack(ref SctpPacketWriter packet, bool hasData)
    {
        bool isWanted = _isSackDue || (hasData && _packetsSinceSack > 0);
        if (!isWanted
            || !(CanReceiveData || State == SctpState.ShutdownReceived)
            || packet.Remaining < Chunk.HeaderLength + SackChunk.FixedValueLength)
        {
            return;
        }

        _advertisedWindow = ReceiverWindow;
        _tracker!.WriteSack(ref packet, _advertisedWindow);
        _isSackDue = false;
        _packetsSinceSack = 0;
        _timers.Stop(SctpTimer.DelayedSack);
    }
}
