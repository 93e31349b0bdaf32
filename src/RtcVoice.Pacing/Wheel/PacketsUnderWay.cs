namespace RtcVoice.Pacing.Wheel;

/// <summary>
/// Calls of one slot whose packets wait in batches. Few, so that their departures, of which only the first and the last are
/// timed, are known well enough: sixteen packets take some 30 us.
/// </summary>
internal sealed class PacketsUnderWay
{
    public const int Capacity = 16;

    private readonly PacedCall[] _calls = new PacedCall[Capacity];
    private readonly IPacketBatch[] _batches = new IPacketBatch[Capacity];

    public int Count { get; private set; }

    public PacedCall this[int index] => _calls[index];

    /// <summary>Takes in a call.</summary>
    /// <returns>True when there is no room for another one: flush.</returns>
    public bool Add(PacedCall call, IPacketBatch batch)
    {
        _calls[Count] = call;
        _batches[Count] = batch;
        return ++Count == Capacity;
    }

    /// <summary>Sends what waits. All calls of one port share a batch.</summary>
    public void Flush()
    {
        IPacketBatch? flushed = null;
        for (int i = 0; i < Count; i++)
        {
            if (_batches[i] != flushed)
            {
                flushed = _batches[i];
                flushed.Flush();
            }
        }
    }

    /// <summary>Forgets the calls: they may end before another comes.</summary>
    public void Clear()
    {
        Array.Clear(_calls, 0, Count);
        Array.Clear(_batches, 0, Count);
        Count = 0;
    }
}
