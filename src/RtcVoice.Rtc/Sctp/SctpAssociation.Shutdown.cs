using System.Buffers.Binary;
using RtcVoice.Rtc.Sctp.Wire;
using RtcVoice.Timing;

namespace RtcVoice.Rtc.Sctp;

// The orderly end: RFC 9260 section 9.2.
internal sealed partial class SctpAssociation
{
    /// <summary>A shutdown that has not come to its end by then is aborted (T5-shutdown-guard: five times the largest RTO).</summary>
    public static readonly TimeSpan ShutdownGuardTime = RetransmissionTimeout.Maximum * 5;

    private int _shutdownExpiries;

    private bool IsAllAcknowledged => _sendQueue.IsEmpty && _retransmission is { IsEmpty: true };

    /// <summary>
    /// Ends the association once all that was queued is acknowledged. Before it is up there is nothing to end in order, and
    /// it is aborted.
    /// </summary>
    public void Shutdown(Instant now)
    {
        BeginMutation(now);
        if (State < SctpState.Established)
        {
            AbortWith(ErrorCause.UserInitiatedAbort, SctpCloseReason.LocalAbort);
        }
        else if (State == SctpState.Established)
        {
            State = SctpState.ShutdownPending;
            _timers.Set(SctpTimer.ShutdownGuard, now + ShutdownGuardTime);
        }
    }

    /// <summary>Takes the step that was waiting for the last acknowledgement.</summary>
    private void AdvanceShutdown()
    {
        if (State == SctpState.ShutdownPending && IsAllAcknowledged)
        {
            State = SctpState.ShutdownSent;
            SendShutdown();
        }
        else if (State == SctpState.ShutdownReceived && IsAllAcknowledged)
        {
            State = SctpState.ShutdownAckSent;
            SendShutdown();
        }
    }

    private void SendShutdown()
    {
        _shutdownExpiries = 0;
        _timers.Stop(SctpTimer.Heartbeat);
        _timers.Set(SctpTimer.ShutdownGuard, _now + ShutdownGuardTime);
        EnqueueShutdown();
        _timers.Set(SctpTimer.Shutdown, _now + _timeout.Current);
    }

    private void RepeatShutdown()
    {
        _shutdownExpiries++;
        EnqueueShutdown();
        _timers.Set(SctpTimer.Shutdown, _now + _timeout.BackedOff(_shutdownExpiries));
    }

    private void EnqueueShutdown()
    {
        if (State == SctpState.ShutdownAckSent)
        {
            Enqueue(Chunk.Create(ChunkType.ShutdownAck, 0, []));
            return;
        }

        Span<byte> cumulative = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(cumulative, _tracker!.Cumulative.Value);
        Enqueue(Chunk.Create(ChunkType.Shutdown, 0, cumulative));
    }

    private void HandleShutdown(in Chunk chunk)
    {
        if (State < SctpState.Established || chunk.Value.Length < 4)
        {
            return;
        }

        _retransmission!.HandleCumulative(new Tsn(BinaryPrimitives.ReadUInt32BigEndian(chunk.Value)), _now);
        switch (State)
        {
            case SctpState.Established or SctpState.ShutdownPending:
                State = SctpState.ShutdownReceived;
                _timers.Set(SctpTimer.ShutdownGuard, _now + ShutdownGuardTime);
                break;
            case SctpState.ShutdownSent:
                // Both ended at once.
                State = SctpState.ShutdownAckSent;
                SendShutdown();
                break;
        }
    }

    private void HandleShutdownAck()
    {
        if (State is SctpState.ShutdownSent or SctpState.ShutdownAckSent)
        {
            _controls.Clear();
            Enqueue(Chunk.Create(ChunkType.ShutdownComplete, 0, []), isAlone: true);
            End(SctpCloseReason.Shutdown);
        }
    }

    private void HandleShutdownComplete()
    {
        if (State == SctpState.ShutdownAckSent)
        {
            End(SctpCloseReason.Shutdown);
        }
    }
}
