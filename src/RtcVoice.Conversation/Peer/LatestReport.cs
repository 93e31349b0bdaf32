namespace RtcVoice.Conversation.Peer;

/// <summary>
/// The reception report that came last: written by one thread, read by any, and kept in place. (A report a second from each
/// of a thousand calls, each an object of its own that an old object refers to, made every collection stop the process for
/// 10 to 15 ms.)
/// </summary>
public sealed class LatestReport
{
    private ReceptionReport _report;

    /// <summary>Twice the reports written, and one more while one is being written.</summary>
    private int _version;

    /// <summary>Replaces the report; of one thread alone.</summary>
    public void Write(in ReceptionReport report)
    {
        Volatile.Write(ref _version, _version + 1);
        Interlocked.MemoryBarrier();
        _report = report;
        Volatile.Write(ref _version, _version + 1);
    }

    /// <summary>Reads the report if there is one that was not read yet.</summary>
    /// <param name="seen">Which was read last; 0 at first.</param>
    /// <param name="report">The report.</param>
    /// <returns>False when there is none, or while one is being written: ask again later.</returns>
    public bool TryRead(ref int seen, out ReceptionReport report)
    {
        int version = Volatile.Read(ref _version);
        report = _report;
        Interlocked.MemoryBarrier();
        if (version == seen || version % 2 != 0 || version != Volatile.Read(ref _version))
        {
            return false;
        }

        seen = version;
        return true;
    }

    /// <summary>The report; null before the first.</summary>
    public ReceptionReport? Read()
    {
        var wait = default(SpinWait);
        while (Volatile.Read(ref _version) != 0)
        {
            int seen = 0;
            if (TryRead(ref seen, out ReceptionReport report))
            {
                return report;
            }

            wait.SpinOnce();
        }

        return null;
    }
}
