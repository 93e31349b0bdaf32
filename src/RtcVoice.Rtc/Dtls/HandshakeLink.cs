using Org.BouncyCastle.Tls;

namespace RtcVoice.Rtc.Dtls;

/// <summary>
/// Where the owner of a session and its handshake thread meet: the datagram transport that BouncyCastle reads from and
/// writes to. During the handshake reading blocks; afterwards the owner reads, one record at a time, and nothing blocks.
/// </summary>
/// <remarks>
/// A blocked handshake waits for a signal and never for time: the owner says when a record came, when its clock asks for
/// a repeat, and when it has given up. This is the only place in this project where a thread blocks, and the only one
/// with a lock.
/// </remarks>
internal sealed class HandshakeLink : DatagramTransport
{
    private readonly object _gate = new();
    private readonly FlightGate _flights = new();
    private readonly HandshakeInbox _inbox = new();
    private readonly Outbox _outbox;

    /// <summary>Pinned: what lives as long as a session is not copied by the collector as it grows old.</summary>
    private readonly byte[] _offered = GC.AllocateUninitializedArray<byte>(DtlsSession.MaxDatagramIn, pinned: true);
    private readonly DtlsSessionOptions _options;
    private int _offeredLength;
    private bool _aborted;
    private bool _finished;
    private bool _finishedIsNext;
    private int _flightsSent;
    private long _flightsResent;
    private long _handshakeBytes;
    private bool _parked;
    private bool _pumping;
    private bool _repeatIsWanted;
    private bool _sentInTurn;
    private HandshakeOutcome? _outcome;

    public HandshakeLink(DtlsSessionOptions options)
    {
        _options = options;
        _outbox = new Outbox(options.MaxHandshakeDatagram);
    }

    /// <summary>True once the record layer has closed, by an alert of either side.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>New flights that have left the handshake; the owner times the repeats of the last one.</summary>
    public int FlightsSent
    {
        get
        {
            lock (_gate)
            {
                return _flightsSent;
            }
        }
    }

    /// <summary>True when there is an outcome to take.</summary>
    public bool HasOutcome
    {
        get
        {
            lock (_gate)
            {
                return _outcome is not null;
            }
        }
    }

    /// <summary>Owner: a record for the handshake. False when there is no room.</summary>
    public bool TryEnqueue(in DtlsRecordHeader header, ReadOnlySpan<byte> record)
    {
        lock (_gate)
        {
            bool taken = _inbox.TryAdd(header, record);
            Monitor.PulseAll(_gate);
            return taken;
        }
    }

    /// <summary>
    /// Owner: the time has come to send the last flight again. A handshake that is busy comes to it when it has read all
    /// that is there, unless it sends another flight by then.
    /// </summary>
    public void RepeatFlight()
    {
        lock (_gate)
        {
            _repeatIsWanted |= _flightsSent > 0;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Owner: the handshake is not wanted any more; it sends nothing from here on and ends on its own.</summary>
    public void Abort()
    {
        lock (_gate)
        {
            _aborted = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Owner, in lockstep: returns when the handshake waits for input or has ended.</summary>
    public void AwaitRest()
    {
        lock (_gate)
        {
            while (!_finished && (!_parked || _aborted || _repeatIsWanted || _flights.RepeatIsDue || _inbox.HasNext(_finishedIsNext)))
            {
                Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>Owner: how the handshake ended, once. The owner reads records from here on.</summary>
    public bool TryTakeOutcome(out HandshakeOutcome outcome)
    {
        lock (_gate)
        {
            outcome = _outcome!;
            _outcome = null;
            _pumping |= outcome is not null;
            return outcome is not null;
        }
    }

    /// <summary>Owner: what came during the handshake and was not for it.</summary>
    public bool TryTakeLeftover(out byte[] record)
    {
        lock (_gate)
        {
            return _inbox.TryTakeLeftover(out record);
        }
    }

    /// <summary>Owner, after the handshake: the one record that the next read gives.</summary>
    public void Offer(ReadOnlySpan<byte> record)
    {
        record.CopyTo(_offered);
        _offeredLength = record.Length;
    }

    /// <summary>Owner: ends the datagram that is being packed.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            _outbox.Flush();
        }
    }

    /// <summary>Owner: a datagram to send.</summary>
    public bool TryTakeDatagram(Span<byte> destination, out int length)
    {
        lock (_gate)
        {
            return _outbox.TryTake(destination, out length);
        }
    }

    public bool HasRoomToSend()
    {
        lock (_gate)
        {
            return !_outbox.IsFull;
        }
    }

    /// <summary>Any thread: what the handshake cost the network.</summary>
    public (long FlightsResent, long Bytes, long DatagramsSuppressed) HandshakeOutput()
    {
        lock (_gate)
        {
            return (_flightsResent, _finished ? _handshakeBytes : _outbox.BytesPacked, _outbox.Suppressed);
        }
    }

    /// <summary>
    /// Handshake thread: it has read all that the peer sends in the clear and waits for its Finished; the
    /// change_cipher_spec before it may be read now.
    /// </summary>
    public void AwaitFinished()
    {
        lock (_gate)
        {
            _finishedIsNext = true;
        }
    }

    /// <summary>Handshake thread: its last word. False when nobody wants it any more.</summary>
    public bool TryFinish(HandshakeOutcome outcome)
    {
        bool wanted;
        lock (_gate)
        {
            EndTurn();
            _handshakeBytes = _outbox.BytesPacked;
            _outbox.Allowance = long.MaxValue;
            wanted = !_aborted;
            _outcome = wanted ? outcome : null;
            _finished = true;
            Monitor.PulseAll(_gate);
        }

        _options.Wake?.Invoke();
        return wanted;
    }

    /// <summary>
    /// The size of the buffer to read into. After the handshake with nothing to read it throws: BouncyCastle would else
    /// spin on an empty transport until a millisecond of wall time is over (0.4 to 0.7 ms of CPU for each record that
    /// somebody forges), and a timeout from here is the one exception that leaves its session alive.
    /// </summary>
    public int GetReceiveLimit()
    {
        if (!_pumping)
        {
            return DtlsSession.MaxDatagramIn;
        }

        return _offeredLength > 0 ? _offeredLength : throw new TlsTimeoutException();
    }

    public int GetSendLimit() => _options.MaxHandshakeDatagram;

    public int Receive(byte[] buf, int off, int len, int waitMillis) => Receive(buf.AsSpan(off, len), waitMillis);

    /// <summary>
    /// Gives one record. Blocks during the handshake; -1 tells it to repeat its flight, and it comes back with -1 until
    /// it has begun to: BouncyCastle asks again until a millisecond of its own has passed.
    /// </summary>
    public int Receive(Span<byte> buffer, int waitMillis)
    {
        if (_pumping)
        {
            int length = _offeredLength;
            _offeredLength = 0;
            _offered.AsSpan(0, length).CopyTo(buffer);
            return length > 0 ? length : -1;
        }

        bool hasOutput;
        lock (_gate)
        {
            hasOutput = EndTurn();
        }

        if (hasOutput)
        {
            _options.Wake?.Invoke();
        }

        return AwaitRecord(buffer);
    }

    public void Send(byte[] buf, int off, int len) => Send(buf.AsSpan(off, len));

    public void Send(ReadOnlySpan<byte> buffer)
    {
        lock (_gate)
        {
            if (_pumping || (!_aborted && _flights.Admits(buffer)))
            {
                _outbox.Add(buffer);
                _sentInTurn = true;
            }
        }
    }

    public void Close() => IsClosed = true;

    private int AwaitRecord(Span<byte> buffer)
    {
        lock (_gate)
        {
            while (true)
            {
                if (_aborted)
                {
                    throw new HandshakeAbortedException();
                }

                if (_flights.RepeatIsDue)
                {
                    return -1;
                }

                if (_inbox.TryTake(_finishedIsNext, out byte[] record))
                {
                    record.CopyTo(buffer);
                    return record.Length;
                }

                if (_repeatIsWanted)
                {
                    _repeatIsWanted = false;
                    _flights.RepeatIsDue = true;
                    return -1;
                }

                _parked = true;
                Monitor.PulseAll(_gate);
                Monitor.Wait(_gate);
                _parked = false;
            }
        }
    }

    // What was sent since the handshake last asked for input is one flight: it leaves as one datagram or two.
    private bool EndTurn()
    {
        bool sent = _sentInTurn;
        _outbox.Flush();
        if (sent && _flights.IsRepeating)
        {
            _flightsResent++;
        }
        else if (sent)
        {
            _flightsSent++;
            _repeatIsWanted = false;
        }

        _sentInTurn = false;
        _flights.NextTurn();
        return sent;
    }
}
