namespace RtcVoice.Pacing.Frames;

/// <summary>
/// Which frames of the ring departed, when, and at which media time: written by the pacer without waiting for anyone,
/// read by any number of <see cref="DepartureReader"/>s. The oldest entries are overwritten. The silence between
/// talkspurts, which comes from no ring, is not logged: a media time that no entry names was silent, or its slot missed.
/// </summary>
internal sealed class DepartureLog
{
    /// <summary>5.12 s of unbroken speech: a reader that is later than that has stopped.</summary>
    public const int Capacity = 256;

    /// <summary>Pinned: what lives as long as a call is not copied by the collector as it grows old.</summary>
    private readonly Departure[] _entries = GC.AllocateUninitializedArray<Departure>(Capacity, pinned: true);
    private PaddedLong _begun;
    private PaddedLong _written;

    /// <summary>Entries written so far.</summary>
    public long Written => Volatile.Read(ref _written.Value);

    /// <summary>Pacer: adds an entry.</summary>
    public void Append(in Departure departure)
    {
        long index = _written.Value;
        Volatile.Write(ref _begun.Value, index + 1);

        // A reader that sees a byte of the new entry must also see that it was begun.
        Interlocked.MemoryBarrier();
        _entries[index % Capacity] = departure;
        Volatile.Write(ref _written.Value, index + 1);
    }

    /// <summary>Copies entry <paramref name="index"/>; false when it has been, or is being, overwritten.</summary>
    internal bool TryRead(long index, out Departure departure)
    {
        departure = _entries[index % Capacity];
        Interlocked.MemoryBarrier();
        return Volatile.Read(ref _begun.Value) - index <= Capacity;
    }
}
