using RtcVoice.Rtc.Sctp.Wire;

namespace RtcVoice.Rtc.Sctp;

/// <summary>Fragments of one stream in the order of their TSNs.</summary>
internal sealed class FragmentList
{
    private readonly List<Fragment> _fragments = [];

    public int Count => _fragments.Count;

    public Fragment this[int index] => _fragments[index];

    /// <summary>Adds a fragment in its place and returns the place.</summary>
    public int Add(in Fragment fragment)
    {
        int place = _fragments.Count;
        while (place > 0 && fragment.Tsn < _fragments[place - 1].Tsn)
        {
            place--;
        }

        _fragments.Insert(place, fragment);
        return place;
    }

    /// <summary>
    /// Looks at the message around one fragment: its extent among the fragments that follow each other without a gap, and
    /// its bytes so far.
    /// </summary>
    public (int First, int Count, int Bytes, bool IsComplete) MessageAround(int index)
    {
        int first = index;
        while (!_fragments[first].IsFirst && first > 0 && Follow(first - 1))
        {
            first--;
        }

        int last = index;
        while (!_fragments[last].IsLast && last + 1 < _fragments.Count && Follow(last))
        {
            last++;
        }

        int bytes = 0;
        for (int i = first; i <= last; i++)
        {
            bytes += _fragments[i].Payload.Length;
        }

        return (first, last - first + 1, bytes, _fragments[first].IsFirst && _fragments[last].IsLast);
    }

    public void Remove(int first, int count) => _fragments.RemoveRange(first, count);

    /// <summary>The fragment at an index and the next one are neighbours within one message.</summary>
    private bool Follow(int index)
    {
        Fragment fragment = _fragments[index];
        Fragment next = _fragments[index + 1];
        return fragment.Tsn.Next == next.Tsn && fragment.Ssn == next.Ssn && !fragment.IsLast && !next.IsFirst;
    }
}
