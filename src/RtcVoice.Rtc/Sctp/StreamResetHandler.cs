using System.Runtime.InteropServices;
using RtcVoice.Rtc.Sctp.Wire;
using RtcVoice.Timing;

namespace RtcVoice.Rtc.Sctp;

/// <summary>
/// Resets streams, each direction by itself (RFC 6525 section 5). Of the requests that the RFC knows, the outgoing reset is
/// what data channels use (RFC 8831 section 6.7); the others are denied.
/// </summary>
internal sealed class StreamResetHandler
{
    /// <summary>Streams in one request: all that a call has, and well inside a packet.</summary>
    private const int MaxStreamsPerRequest = 128;

    private readonly SendQueue _sendQueue;
    private readonly RetransmissionTimeout _timeout;
    private readonly SctpTimerTable _timers;
    private readonly Queue<SctpEvent> _events;
    private readonly bool _isSupported;
    private readonly List<ushort> _wanted = [];
    private readonly List<ushort> _underWay = [];
    private Tsn _nextRequestNumber;
    private Tsn _firstNumberUnderWay;
    private Tsn _nextPeerRequest;
    private ResetResult _lastResult = ResetResult.BadSequenceNumber;
    private byte[] _request = [];
    private bool _isRenumberedOnRetry;
    private int _expiries;

    public StreamResetHandler(
        SendQueue sendQueue,
        RetransmissionTimeout timeout,
        SctpTimerTable timers,
        Queue<SctpEvent> events,
        Tsn initialTsn,
        in PeerParameters peer)
    {
        _sendQueue = sendQueue;
        _timeout = timeout;
        _timers = timers;
        _events = events;
        _isSupported = peer.HasReConfig;
        _nextRequestNumber = initialTsn;
        _nextPeerRequest = peer.InitialTsn;
    }

    /// <summary>Wants the stream that we send on reset, once all that was sent on it is acknowledged or given up.</summary>
    public void Want(ushort streamId)
    {
        _sendQueue.Stream(streamId).IsResetting = true;
        if (_isSupported)
        {
            _wanted.Add(streamId);
        }
        else
        {
            Report(SctpEventKind.OutgoingStreamResetFailed, streamId);
        }
    }

    /// <summary>
    /// A request to send, when a wanted stream has come to rest and none is under way (section 5.1.1 allows one). To wait
    /// for the acknowledgements spares the "in progress" and its retry.
    /// </summary>
    public bool TryBegin(Tsn lastAssignedTsn, Instant now, out byte[] chunk)
    {
        chunk = [];
        if (_underWay.Count > 0 || _wanted.Count == 0)
        {
            return false;
        }

        for (int i = 0; i < _wanted.Count && _underWay.Count < MaxStreamsPerRequest;)
        {
            if (_sendQueue.Stream(_wanted[i]).LiveMessages == 0)
            {
                _underWay.Add(_wanted[i]);
                _wanted.RemoveAt(i);
            }
            else
            {
                i++;
            }
        }

        if (_underWay.Count == 0)
        {
            return false;
        }

        _firstNumberUnderWay = _nextRequestNumber;
        _expiries = 0;
        chunk = Number(lastAssignedTsn, now);
        return true;
    }

    /// <summary>The timer expired: the request goes out again.</summary>
    public bool TryRetry(Tsn lastAssignedTsn, Instant now, out byte[] chunk)
    {
        chunk = _request;
        if (_underWay.Count == 0)
        {
            return false;
        }

        if (_isRenumberedOnRetry)
        {
            // RFC 6525 would have the same number again, but dcSCTP and usrsctp answer a number that they have seen with the
            // result that they gave then: "in progress", for ever. Every receiver takes the next number.
            chunk = Number(lastAssignedTsn, now);
            return true;
        }

        _expiries++;
        _timers.Set(SctpTimer.Reconfiguration, now + _timeout.BackedOff(_expiries));
        return true;
    }

    /// <summary>The peer's answer to our request.</summary>
    public void HandleResponse(ReConfigResponse response, Instant now)
    {
        bool isOurs = _underWay.Count > 0
            && response.RequestNumber >= _firstNumberUnderWay && response.RequestNumber < _nextRequestNumber;
        if (!isOurs)
        {
            return;
        }

        switch (response.Result)
        {
            case ResetResult.NothingToDo:
            case ResetResult.Performed:
                Finish(SctpEventKind.OutgoingStreamReset);
                break;
            case ResetResult.InProgress:
            case ResetResult.RequestAlreadyInProgress:
                _isRenumberedOnRetry = response.RequestNumber.Next == _nextRequestNumber;
                _timers.Set(SctpTimer.Reconfiguration, now + _timeout.Current);
                break;
            default:
                Finish(SctpEventKind.OutgoingStreamResetFailed);
                break;
        }
    }

    /// <summary>The peer resets streams that it sends on (section 5.2.2). Returns the answer.</summary>
    public byte[] HandleRequest(in OutgoingResetRequest request, Tsn cumulativeTsn, ReassemblyQueue reassembly)
    {
        bool isNew = request.RequestNumber == _nextPeerRequest;
        bool isRepeated = request.RequestNumber == _nextPeerRequest.Previous;
        if (isNew || (isRepeated && _lastResult == ResetResult.InProgress))
        {
            if (isNew)
            {
                _nextPeerRequest = _nextPeerRequest.Next;
            }

            _lastResult = request.LastAssignedTsn > cumulativeTsn ? ResetResult.InProgress : Perform(request, reassembly);
            return new ReConfigResponse(request.RequestNumber, _lastResult).ToChunk();
        }

        ResetResult result = isRepeated ? _lastResult : ResetResult.BadSequenceNumber;
        return new ReConfigResponse(request.RequestNumber, result).ToChunk();
    }

    /// <summary>A request that we do not serve: incoming reset, SSN/TSN reset, more streams. Returns the answer.</summary>
    public byte[] Deny(Tsn requestNumber)
    {
        if (requestNumber == _nextPeerRequest)
        {
            _nextPeerRequest = _nextPeerRequest.Next;
            _lastResult = ResetResult.Denied;
        }

        return new ReConfigResponse(requestNumber, ResetResult.Denied).ToChunk();
    }

    private ResetResult Perform(in OutgoingResetRequest request, ReassemblyQueue reassembly)
    {
        if (request.StreamCount == 0)
        {
            foreach (ushort streamId in reassembly.UsedStreams())
            {
                reassembly.Reset(streamId);
                Report(SctpEventKind.IncomingStreamReset, streamId);
            }
        }

        for (int i = 0; i < request.StreamCount; i++)
        {
            ushort streamId = request.Stream(i);
            reassembly.Reset(streamId);
            Report(SctpEventKind.IncomingStreamReset, streamId);
        }

        return ResetResult.Performed;
    }

    private byte[] Number(Tsn lastAssignedTsn, Instant now)
    {
        _isRenumberedOnRetry = false;
        _request = OutgoingResetRequest.Create(
            _nextRequestNumber,
            _nextPeerRequest.Previous,
            lastAssignedTsn,
            CollectionsMarshal.AsSpan(_underWay));
        _nextRequestNumber = _nextRequestNumber.Next;
        _timers.Set(SctpTimer.Reconfiguration, now + _timeout.BackedOff(_expiries));
        return _request;
    }

    private void Finish(SctpEventKind outcome)
    {
        _timers.Stop(SctpTimer.Reconfiguration);
        foreach (ushort streamId in _underWay)
        {
            if (outcome == SctpEventKind.OutgoingStreamReset)
            {
                _sendQueue.CompleteReset(streamId);
            }

            Report(outcome, streamId);
        }

        _underWay.Clear();
    }

    private void Report(SctpEventKind kind, ushort streamId) => _events.Enqueue(new SctpEvent { Kind = kind, StreamId = streamId });
}
