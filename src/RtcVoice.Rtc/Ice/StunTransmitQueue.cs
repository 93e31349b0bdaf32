using RtcVoice.Rtc.Stun;

namespace RtcVoice.Rtc.Ice;

/// <summary>Messages that wait to be fetched by the owner: a ring of fixed slots, so that answering allocates nothing.</summary>
internal sealed class StunTransmitQueue
{
    private readonly byte[] _bytes;
    private readonly Slot[] _slots;
    private readonly int _slotLength;
    private int _first;
    private int _count;

    /// <summary>Makes room for <paramref name="capacity"/> messages of at most <paramref name="slotLength"/> bytes.</summary>
    public StunTransmitQueue(int capacity, int slotLength)
    {
        _bytes = new byte[capacity * slotLength];
        _slots = new Slot[capacity];
        _slotLength = slotLength;
    }

    /// <summary>True when no message can be added.</summary>
    public bool IsFull => _count == _slots.Length;

    /// <summary>Begins a message in the free slot; it counts once <see cref="Commit"/> is called.</summary>
    public StunWriter Begin(StunClass messageClass, StunTransactionId transaction) =>
        new(_bytes.AsSpan(FreeSlot * _slotLength, _slotLength), messageClass, transaction);

    /// <summary>Adds the message that was written since <see cref="Begin"/>.</summary>
    public void Commit(int length, in TransportTuple destination)
    {
        _slots[FreeSlot] = new Slot(length, destination);
        _count++;
    }

    /// <summary>Takes the oldest message.</summary>
    /// <exception cref="ArgumentException"><paramref name="buffer"/> is too short; the message stays.</exception>
    public bool TryTake(Span<byte> buffer, out int length, out TransportTuple destination)
    {
        if (_count == 0)
        {
            length = 0;
            destination = default;
            return false;
        }

        (length, destination) = _slots[_first];
        _bytes.AsSpan(_first * _slotLength, length).CopyTo(buffer);
        _first = (_first + 1) % _slots.Length;
        _count--;
        return true;
    }

    private int FreeSlot => (_first + _count) % _slots.Length;

    private readonly record struct Slot(int Length, TransportTuple Destination);
}
