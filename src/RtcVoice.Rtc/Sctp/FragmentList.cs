using RtcVoice.Rtc.Sctp.Wire;

namespace RtcVoice.Rtc.Sctp;

/// <summary>
/// Fragments of one stream in the order of their TSNs, joined to runs as they come: however a peer cuts and shuffles a
/// message, a fragment costs one search. (To look along the message for each of 8000 one-byte fragments took seconds.)
/// </summary>
internal sealed class FragmentList
{
    private readonly List<FragmentRun> _runs = [];

    /// <summary>Runs in the list.</summary>
    public int Count => _runs.Count;

    public FragmentRun this[int index] => _runs[index];

    /// <summary>Adds a fragment and returns the index of its run.</summary>
    public int Add(Fragment fragment)
    {
        int next = IndexBehind(fragment.Tsn);
        var run = new FragmentRun(fragment, fragment, 1, fragment.Payload.Length);
        if (next < _runs.Count && fragment.IsFollowedBy(_runs[next].First))
        {
            run = run.Join(_runs[next]);
            _runs.RemoveAt(next);
        }

        if (next > 0 && _runs[next - 1].Last.IsFollowedBy(fragment))
        {
            _runs[next - 1] = _runs[next - 1].Join(run);
            return next - 1;
        }

        _runs.Insert(next, run);
        return next;
    }

    public void RemoveAt(int index) => _runs.RemoveAt(index);

    /// <summary>The index of the first run that begins behind a TSN.</summary>
    private int IndexBehind(Tsn tsn)
    {
        int low = 0;
        int high = _runs.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_runs[middle].First.Tsn > tsn)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }
}
