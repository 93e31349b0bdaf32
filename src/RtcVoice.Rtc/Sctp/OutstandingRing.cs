using System.Numerics;

namespace RtcVoice.Rtc.Sctp;

/// <summary>The outstanding chunks in the order of their TSNs, which have no gaps: an index is a distance.</summary>
internal sealed class OutstandingRing
{
    private const int InitialCapacity = 16;

    private OutstandingChunk[] _chunks = new OutstandingChunk[InitialCapacity];
    private int _head;

    public int Count { get; private set; }

    public ref OutstandingChunk this[int index] => ref _chunks[(_head + index) & (_chunks.Length - 1)];

    public ref OutstandingChunk Add()
    {
        if (Count == _chunks.Length)
        {
            Grow();
        }

        Count++;
        ref OutstandingChunk chunk = ref this[Count - 1];
        chunk = default;
        return ref chunk;
    }

    public void RemoveFirst()
    {
        this[0] = default;
        _head = (_head + 1) & (_chunks.Length - 1);
        Count--;
    }

    private void Grow()
    {
        var larger = new OutstandingChunk[(int)BitOperations.RoundUpToPowerOf2((uint)Count + 1)];
        for (int i = 0; i < Count; i++)
        {
            larger[i] = this[i];
        }

        _chunks = larger;
        _head = 0;
    }
}
