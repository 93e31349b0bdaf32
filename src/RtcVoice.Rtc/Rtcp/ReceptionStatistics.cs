using RtcVoice.Rtc.Rtp;
using RtcVoice.Timing;

namespace RtcVoice.Rtc.Rtcp;

/// <summary>
/// What was received of one source, as report blocks tell it (RFC 3550, A.1, A.3 and A.8). There is no probation: SRTP has
/// vouched for every packet. Duplicates count as received, as A.3 has it; behind SRTP's window there are none.
/// </summary>
internal sealed class ReceptionStatistics
{
    /// <summary>A leap forward by less than this is loss; by more, the source may have begun anew (RFC 3550, A.1).</summary>
    private const int MaxDropout = 3000;

    /// <summary>A step back by no more than this is reordering (RFC 3550, A.1).</summary>
    private const int MaxMisorder = 100;

    /// <summary>A media clock that leaps by more than this many seconds was set anew; that is no jitter.</summary>
    private const int MaxTransitStepSeconds = 5;

    private readonly int _clockRate;
    private long _first;
    private long _highest;
    private long _received;
    private long _expectedBefore;
    private long _receivedBefore;
    private int _restartAt = -1;
    private uint _transit;
    private bool _hasTransit;
    private uint _scaledJitter;
    private bool _isStarted;

    /// <summary>Statistics of a source that nothing was received of.</summary>
    /// <param name="clockRate">Units of the media clock per second.</param>
    public ReceptionStatistics(int clockRate) => _clockRate = clockRate;

    /// <summary>The highest sequence number received, with its cycles above it.</summary>
    public uint HighestSequenceNumber => (uint)_highest;

    /// <summary>Packets received since the beginning.</summary>
    public long Received => _received;

    /// <summary>Packets that never came, or not yet; negative when duplicates outnumber them.</summary>
    public long Lost => Expected - _received;

    /// <summary>Interarrival jitter, in units of the media clock.</summary>
    public uint Jitter => _scaledJitter >> 4;

    /// <summary>True when something came since the last report was taken.</summary>
    public bool HasNews => _received != _receivedBefore;

    private long Expected => _isStarted ? _highest - _first + 1 : 0;

    /// <summary>Counts a packet that came.</summary>
    public void HandlePacket(ushort sequenceNumber, RtpTimestamp timestamp, Instant arrival)
    {
        if (!_isStarted)
        {
            Restart(sequenceNumber);
        }

        int step = unchecked((ushort)(sequenceNumber - (ushort)_highest));
        if (step < MaxDropout)
        {
            _highest += step;
        }
        else if (step <= (1 << 16) - MaxMisorder - 1)
        {
            // A leap: believed once a second packet follows the first (RFC 3550, A.1, bad_seq).
            if (sequenceNumber != _restartAt)
            {
                _restartAt = unchecked((ushort)(sequenceNumber + 1));
                return;
            }

            Restart(sequenceNumber);
        }

        _restartAt = -1;
        _received++;
        MeasureJitter(timestamp, arrival);
    }

    /// <summary>The report block for what came since the last one, and begins anew to count towards the next.</summary>
    public ReportBlock TakeReport(uint ssrc, uint lastSenderReport, uint delaySinceLastSenderReport)
    {
        long expected = Expected - _expectedBefore;
        long lost = expected - (_received - _receivedBefore);
        _expectedBefore = Expected;
        _receivedBefore = _received;
        byte fraction = expected <= 0 || lost <= 0 ? (byte)0 : (byte)Math.Min((lost << 8) / expected, byte.MaxValue);
        int cumulative = (int)Math.Clamp(Lost, ReportBlock.MinCumulativeLost, ReportBlock.MaxCumulativeLost);
        return new ReportBlock(ssrc, fraction, cumulative, HighestSequenceNumber, Jitter, lastSenderReport, delaySinceLastSenderReport);
    }

    private void Restart(ushort sequenceNumber)
    {
        _isStarted = true;
        _first = sequenceNumber;
        _highest = sequenceNumber;
        _received = 0;
        _receivedBefore = 0;
        _expectedBefore = 0;
        _hasTransit = false;
    }

    private void MeasureJitter(RtpTimestamp timestamp, Instant arrival)
    {
        uint transit = unchecked((uint)RtpClock.Units(arrival.Nanoseconds, _clockRate) - timestamp.Value);
        long difference = Math.Abs((long)unchecked((int)(transit - _transit)));
        if (_hasTransit && difference <= (long)MaxTransitStepSeconds * _clockRate)
        {
            // J += (|D| - J) / 16, in sixteenths so that rounding does not hold it down (RFC 3550, A.8).
            _scaledJitter += unchecked((uint)difference - ((_scaledJitter + 8) >> 4));
        }

        _transit = transit;
        _hasTransit = true;
    }
}
