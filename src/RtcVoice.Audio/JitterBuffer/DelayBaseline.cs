using RtcVoice.Timing;

namespace RtcVoice.Audio.JitterBuffer;

/// <summary>
/// The fastest journey of late: the least (arrival - media time) over the last two seconds. Against it the delay of
/// each packet is measured. The window, as NetEq's, lets clock drift and route changes age out.
/// </summary>
internal struct DelayBaseline
{
    private const long SlotNanoseconds = 250_000_000;
    private const int Slots = 8;

    private SlotArray _least;
    private long _slot;

    /// <summary>The least offset in the window, in nanoseconds.</summary>
    public long Nanoseconds { get; private set; }

    /// <summary>Starts anew from one packet.</summary>
    public void Reset(Instant arrival, long offset)
    {
        ((Span<long>)_least).Fill(long.MaxValue);
        _slot = arrival.Nanoseconds / SlotNanoseconds;
        _least[SlotIndex(_slot)] = offset;
        Nanoseconds = offset;
    }

    /// <summary>Takes another packet's offset in.</summary>
    public void Add(Instant arrival, long offset)
    {
        long slot = arrival.Nanoseconds / SlotNanoseconds;
        if (slot > _slot + Slots)
        {
            Reset(arrival, offset);
            return;
        }

        for (; _slot < slot; _slot++)
        {
            _least[SlotIndex(_slot + 1)] = long.MaxValue;
        }

        ref long least = ref _least[SlotIndex(_slot)];
        least = Math.Min(least, offset);
        long result = long.MaxValue;
        foreach (long value in _least)
        {
            result = Math.Min(result, value);
        }

        Nanoseconds = result;
    }

    private static int SlotIndex(long slot) => (int)((ulong)slot % Slots);

    [System.Runtime.CompilerServices.InlineArray(Slots)]
    private struct SlotArray
    {
        private long _first;
    }
}
