namespace RtcVoice.Rtc.Ice;

/// <summary>The tuples of one session: few, so a list that is walked.</summary>
internal sealed class IceTupleTable
{
    /// <summary>
    /// A browser with IPv4 and IPv6 on Wi-Fi and mobile makes four; twice that bounds what a peer can make us hold.
    /// </summary>
    public const int MaxTuples = 8;

    private readonly List<IceTuple> _tuples = new(MaxTuples + 1);

    /// <summary>How many there are.</summary>
    public int Count => _tuples.Count;

    /// <summary>The tuple at <paramref name="index"/>, in the order they were added.</summary>
    public IceTuple this[int index] => _tuples[index];

    /// <summary>The entry of <paramref name="remote"/>; null when there is none.</summary>
    public IceTuple? Find(in TransportTuple remote)
    {
        foreach (IceTuple tuple in _tuples)
        {
            if (tuple.Remote == remote)
            {
                return tuple;
            }
        }

        return null;
    }

    /// <summary>
    /// Adds a tuple; gives the one that had to leave for it: the one silent for longest, never <paramref name="kept"/>.
    /// </summary>
    public IceTuple? Add(IceTuple added, IceTuple? kept)
    {
        IceTuple? evicted = null;
        if (_tuples.Count == MaxTuples)
        {
            evicted = LongestSilent(kept);
            _tuples.Remove(evicted);
        }

        _tuples.Add(added);
        return evicted;
    }

    /// <summary>Takes a tuple out.</summary>
    public void Remove(IceTuple tuple) => _tuples.Remove(tuple);

    /// <summary>The tuple that was heard last; null when there is none.</summary>
    public IceTuple? LastHeard()
    {
        IceTuple? last = null;
        foreach (IceTuple tuple in _tuples)
        {
            last = last is null || tuple.LastHeard > last.LastHeard ? tuple : last;
        }

        return last;
    }

    private IceTuple LongestSilent(IceTuple? kept)
    {
        IceTuple? silent = null;
        foreach (IceTuple tuple in _tuples)
        {
            if (tuple != kept && (silent is null || tuple.LastHeard < silent.LastHeard))
            {
                silent = tuple;
            }
        }

        return silent!;
    }
}
