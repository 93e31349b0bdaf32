namespace RtcVoice.Rtc.Dtls;

/// <summary>
/// Runs handshakes on dedicated threads with small stacks: at most so many at a time, so many more in line, the rest
/// refused. Threads live for as long as there is work; none idles.
/// </summary>
public sealed class DtlsHandshakeThreads : IDtlsHandshakeExecutor
{
    /// <summary>Handshakes at a time: each costs a thread that mostly waits for its peer, up to the handshake timeout for one that is silent.</summary>
    public const int DefaultMaxInFlight = 64;

    /// <summary>Handshakes in line: at two round trips each, these wait about as long again as those in flight.</summary>
    public const int DefaultMaxWaiting = 256;

    /// <summary>Enough for a handshake many times over; a thousand of them would still be small.</summary>
    private const int StackSize = 256 * 1024;

    private readonly Lock _gate = new();
    private readonly int _maxInFlight;
    private readonly int _maxWaiting;
    private readonly Queue<Action> _waiting = new();
    private int _inFlight;

    /// <summary>An executor with its own limits.</summary>
    /// <param name="maxInFlight">Handshakes at a time; at least 1.</param>
    /// <param name="maxWaiting">Handshakes in line behind them; 0 refuses at once.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit is too small.</exception>
    public DtlsHandshakeThreads(int maxInFlight = DefaultMaxInFlight, int maxWaiting = DefaultMaxWaiting)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxInFlight, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(maxWaiting);
        _maxInFlight = maxInFlight;
        _maxWaiting = maxWaiting;
    }

    /// <summary>Threads that run a handshake now.</summary>
    public int InFlight
    {
        get
        {
            lock (_gate)
            {
                return _inFlight;
            }
        }
    }

    /// <summary>Handshakes in line.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <inheritdoc />
    public bool TryRun(Action handshake)
    {
        ArgumentNullException.ThrowIfNull(handshake);
        lock (_gate)
        {
            if (_inFlight == _maxInFlight)
            {
                if (_waiting.Count == _maxWaiting)
                {
                    return false;
                }

                _waiting.Enqueue(handshake);
                return true;
            }

            _inFlight++;
        }

        Thread thread = new(() => Work(handshake), StackSize) { IsBackground = true, Name = "DTLS handshake" };
        try
        {
            thread.Start();
        }
        catch (OutOfMemoryException)
        {
            // The operating system has no more threads: that is a refusal, not the end of the process.
            lock (_gate)
            {
                _inFlight--;
            }

            return false;
        }

        return true;
    }

    private void Work(Action first)
    {
        Action? handshake = first;
        while (handshake is not null)
        {
            handshake();
            lock (_gate)
            {
                if (!_waiting.TryDequeue(out handshake))
                {
                    _inFlight--;
                }
            }
        }
    }
}
