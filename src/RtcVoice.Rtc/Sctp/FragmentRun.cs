namespace RtcVoice.Rtc.Sctp;

/// <summary>Neighbouring fragments of one message, chained from the first to the last.</summary>
internal readonly record struct FragmentRun(Fragment First, Fragment Last, int Count, int Bytes)
{
    /// <summary>It is the whole message.</summary>
    public bool IsComplete => First.IsFirst && Last.IsLast;

    /// <summary>Chains another run behind this one.</summary>
    public FragmentRun Join(in FragmentRun next)
    {
        Last.Next = next.First;
        return new FragmentRun(First, next.Last, Count + next.Count, Bytes + next.Bytes);
    }
}
