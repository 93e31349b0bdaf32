using RtcVoice.Timing;

namespace RtcVoice.Audio.JitterBuffer;

/// <summary>
/// Tells whether a packet goes on with the stream so far, or whether its sender has begun a new one: sequence numbers
/// by the rule of RFC 3550 appendix A.1, timestamps by whether they keep time with the clock of arrival.
/// </summary>
internal sealed class StreamContinuity
{
    /// <summary>MAX_DROPOUT and MAX_MISORDER of RFC 3550: jumps beyond these are believed once the next packet confirms them.</summary>
    private const long MaxDropout = 3_000;
    private const long MaxMisorder = 100;

    /// <summary>So many packets in a row with timestamps that run backwards are a sender whose clock was set back.</summary>
    private const int MaxContradictions = 3;

    /// <summary>Months of sound: no stream lasts so long, and sums in nanoseconds cannot overflow below it.</summary>
    private const long MaxTimestampSpan = 1L << 38;

    /// <summary>A packet this much earlier than any of the last two seconds is of another clock.</summary>
    private static readonly TimeSpan MaxEarly = TimeSpan.FromMilliseconds(500);

    /// <summary>A packet this much later is, too: NetEq's history ends here as well.</summary>
    private static readonly TimeSpan MaxLate = TimeSpan.FromSeconds(2);

    private bool _started;
    private long _highestSequence;
    private long _highestTimestamp;
    private long _suspect;
    private int _contradictions;

    public enum Verdict
    {
        Continues,
        Begins,
        Contradicts,
    }

    /// <summary>The next packet begins a stream, whatever it is.</summary>
    public void Reset() => _started = false;

    public Verdict Judge(long sequence, long timestamp, Instant arrival, DelayEstimator delays)
    {
        Verdict verdict = _started ? Compare(sequence, timestamp, arrival, delays) : Verdict.Begins;
        if (verdict == Verdict.Begins || (verdict == Verdict.Continues && sequence > _highestSequence))
        {
            _started = true;
            _highestSequence = sequence;
            _highestTimestamp = timestamp;
            _contradictions = 0;
            _suspect = long.MinValue;
        }

        return verdict;
    }

    private Verdict Compare(long sequence, long timestamp, Instant arrival, DelayEstimator delays)
    {
        long step = unchecked(sequence - _highestSequence);
        if (step is > MaxDropout or < -MaxMisorder)
        {
            bool confirmed = sequence == _suspect;
            _suspect = unchecked(sequence + 1);
            return confirmed ? Verdict.Begins : Verdict.Contradicts;
        }

        bool isNew = step > 0;
        if (delays.SpanOf(timestamp) is > MaxTimestampSpan or < -MaxTimestampSpan)
        {
            return isNew ? Verdict.Begins : Verdict.Contradicts;
        }

        if (isNew && timestamp <= _highestTimestamp)
        {
            return ++_contradictions < MaxContradictions ? Verdict.Contradicts : Verdict.Begins;
        }

        TimeSpan late = delays.DelayOf(timestamp, arrival);
        if (late < -MaxEarly || late > MaxLate)
        {
            return isNew ? Verdict.Begins : Verdict.Contradicts;
        }

        return Verdict.Continues;
    }
}
