using System.Runtime.CompilerServices;
using RtcVoice.Rtc.Stun;
using RtcVoice.Timing;

namespace RtcVoice.Rtc.Ice;

/// <summary>One way to the server, as the controlling agent sees it, with the checks that are on their way.</summary>
internal sealed class IceCandidatePair
{
    /// <summary>Consent checks that may still be answered: at one per 900 ms they span more than any round trip.</summary>
    private const int MaxOutstanding = 4;

    private Outstanding _outstanding;
    private int _nextOutstanding;

    /// <summary>Begins to check the way to <paramref name="remote"/>.</summary>
    public IceCandidatePair(TransportTuple remote, Instant now)
    {
        Remote = remote;
        Begin(IceCandidatePairPhase.Checking, now);
    }

    /// <summary>The server's address.</summary>
    public TransportTuple Remote { get; }

    /// <summary>How far the pair has come.</summary>
    public IceCandidatePairPhase Phase { get; private set; }

    /// <summary>When the next check is due, pacing apart.</summary>
    public Instant NextCheck { get; private set; }

    /// <summary>How often the present check was sent.</summary>
    public int Attempts { get; private set; }

    /// <summary>True while the same check is sent again until it is answered.</summary>
    public bool IsRetransmitting => Phase is IceCandidatePairPhase.Checking or IceCandidatePairPhase.Nominating;

    /// <summary>The present check.</summary>
    public StunTransactionId Transaction { get; private set; }

    /// <summary>Enters a phase whose first check is due now.</summary>
    public void Begin(IceCandidatePairPhase phase, Instant now)
    {
        Phase = phase;
        Attempts = 0;
        NextCheck = now;
    }

    /// <summary>Enters a phase in which nothing is sent.</summary>
    public void Rest(IceCandidatePairPhase phase)
    {
        Phase = phase;
        NextCheck = Instant.Never;
    }

    /// <summary>A check with a new transaction was sent.</summary>
    public void OnSent(StunTransactionId transaction, Instant now, Instant next)
    {
        Transaction = transaction;
        _outstanding[_nextOutstanding] = new Check(transaction, now, Phase);
        _nextOutstanding = (_nextOutstanding + 1) % MaxOutstanding;
        Attempts = 1;
        NextCheck = next;
    }

    /// <summary>The present check was sent again.</summary>
    public void OnSentAgain(Instant next)
    {
        Attempts++;
        NextCheck = next;
    }

    /// <summary>The next check is due at another time.</summary>
    public void Schedule(Instant next) => NextCheck = next;

    /// <summary>Finds the check that a response belongs to; each is found once.</summary>
    public bool TryTake(StunTransactionId transaction, out Instant sentAt, out IceCandidatePairPhase sentIn)
    {
        for (int i = 0; i < MaxOutstanding; i++)
        {
            if (_outstanding[i] is { } check && check.Transaction == transaction)
            {
                (_, sentAt, sentIn) = check;
                _outstanding[i] = null;
                return true;
            }
        }

        sentAt = default;
        sentIn = default;
        return false;
    }

    private readonly record struct Check(StunTransactionId Transaction, Instant SentAt, IceCandidatePairPhase SentIn);

    [InlineArray(MaxOutstanding)]
    private struct Outstanding
    {
        private Check? _first;
    }
}
