using System.Diagnostics.CodeAnalysis;
using RtcVoice.Rtc;

namespace RtcVoice.Transport;

/// <summary>
/// Which peer a datagram belongs to: by its tuple when the peer has authenticated it, else by the ufrag of a STUN
/// check (RFC 8445, section 7.3). Looking up allocates nothing; what is found nowhere is dropped by the caller.
/// </summary>
internal sealed class PeerTable
{
    private readonly Dictionary<TransportTuple, PeerSession> _byTuple = [];
    private readonly Dictionary<string, PeerSession> _byUfrag = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PeerSession>.AlternateLookup<ReadOnlySpan<char>> _byUfragSpan;
    private readonly List<PeerSession> _all = [];
    private PeerSession[]? _snapshot;
    private int _count;

    public PeerTable() => _byUfragSpan = _byUfrag.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Peers in the table; readable from any thread.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Adds a peer under its ufrags.</summary>
    public void Add(PeerSession session)
    {
        _all.Add(session);
        _snapshot = null;
        Volatile.Write(ref _count, _all.Count);
        Refresh(session);
    }

    /// <summary>Brings the peer's tuples and ufrags up to date after it has changed.</summary>
    public void Refresh(PeerSession session)
    {
        if (session.RoutesVersion == session.RoutesInTable)
        {
            return;
        }

        RemoveRoutes(session);
        session.RoutesInTable = session.RoutesVersion;
        foreach (string ufrag in session.Ufrags)
        {
            _byUfrag[ufrag] = session;
            session.UfragsInTable.Add(ufrag);
        }

        foreach (TransportTuple tuple in session.Tuples)
        {
            // A tuple that two peers have authenticated belongs to the later one: the browser reused its port.
            _byTuple[tuple] = session;
            session.TuplesInTable.Add(tuple);
        }
    }

    /// <summary>Forgets a peer.</summary>
    public void Remove(PeerSession session)
    {
        if (_all.Remove(session))
        {
            RemoveRoutes(session);
            _snapshot = null;
            Volatile.Write(ref _count, _all.Count);
        }
    }

    /// <summary>The peer that has authenticated a tuple.</summary>
    public bool TryGet(in TransportTuple tuple, [NotNullWhen(true)] out PeerSession? session) =>
        _byTuple.TryGetValue(tuple, out session);

    /// <summary>The peer that a datagram belongs to.</summary>
    public bool TryRoute(in TransportTuple tuple, ReadOnlySpan<byte> datagram, [NotNullWhen(true)] out PeerSession? session)
    {
        Span<char> ufrag = stackalloc char[RtcPeer.MaxUfragLength];
        if (RtcPeer.TryReadUfrag(datagram, ufrag, out int length))
        {
            // A check names its peer: that holds even where the tuple was another's before.
            return _byUfragSpan.TryGetValue(ufrag[..length], out session);
        }

        return _byTuple.TryGetValue(tuple, out session);
    }

    /// <summary>Every peer, as it is now; safe to walk while peers come and go.</summary>
    public ReadOnlySpan<PeerSession> Snapshot() => _snapshot ??= [.. _all];

    private void RemoveRoutes(PeerSession session)
    {
        foreach (string ufrag in session.UfragsInTable)
        {
            if (_byUfrag.TryGetValue(ufrag, out PeerSession? owner) && owner == session)
            {
                _byUfrag.Remove(ufrag);
            }
        }

        foreach (TransportTuple tuple in session.TuplesInTable)
        {
            if (_byTuple.TryGetValue(tuple, out PeerSession? owner) && owner == session)
            {
                _byTuple.Remove(tuple);
            }
        }

        session.UfragsInTable.Clear();
        session.TuplesInTable.Clear();
    }
}
