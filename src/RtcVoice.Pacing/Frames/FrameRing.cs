using System.Numerics;
using RtcVoice.Audio.Opus;

namespace RtcVoice.Pacing.Frames;

/// <summary>
/// One call's frames on their way from its worker (the only producer) to the pacer (the only consumer). Lock-free on
/// both sides, and retractable: the producer can take back whatever the pacer has not claimed, in one step that
/// either happens whole or not at all.
/// </summary>
/// <remarks>
/// A claim copies the frame first and then claims it by compare-and-swap. A copy of a slot that was taken back and
/// written anew meanwhile may be torn, but then the state has moved on, the swap fails, and the copy is made again.
/// </remarks>
internal sealed class FrameRing
{
    /// <summary>Bytes from slot to slot: the longest frame, in whole cache lines.</summary>
    private const int Stride = (OpusFormat.MaxFramePacketBytes + 63) / 64 * 64;

    private readonly byte[] _payloads;
    private readonly int[] _lengths;
    private readonly FrameTag[] _tags;
    private readonly int _mask;
    private PaddedLong _state;
    private PaddedLong _emptyClaims;
    private PaddedLong _tail;

    /// <summary>Makes an empty ring.</summary>
    /// <param name="depth">Frames that may be published and not claimed; one more slot is kept for a replacement.</param>
    public FrameRing(int depth)
    {
        Depth = depth;
        int capacity = (int)BitOperations.RoundUpToPowerOf2((uint)depth + 1);
        _mask = capacity - 1;

        // Pinned, so that the collector never moves memory that the pacer is about to read.
        _payloads = GC.AllocateUninitializedArray<byte>(capacity * Stride, pinned: true);
        _lengths = new int[capacity];
        _tags = new FrameTag[capacity];
    }

    public int Depth { get; }

    /// <summary>Producer: frames published so far, replacements included; the position of the next one.</summary>
    public long Tail => _tail.Value;

    /// <summary>Producer: the position of the first frame not claimed at this moment; <see cref="Tail"/> when all are.</summary>
    public long Head => _tail.Value - State.Count;

    /// <summary>
    /// Claims that found nothing. The producer compares it with an earlier reading to learn that the pacer ran dry.
    /// </summary>
    public long EmptyClaims => Volatile.Read(ref _emptyClaims.Value);

    private FrameRingState State => new(Volatile.Read(ref _state.Value));

    /// <summary>Producer: appends a frame.</summary>
    /// <exception cref="InvalidOperationException">The ring is full.</exception>
    public void Publish(ReadOnlySpan<byte> frame, in FrameTag tag)
    {
        FrameRingState state = State;
        if (state.Count >= Depth)
        {
            throw new InvalidOperationException("The frame ring is full.");
        }

        Write(frame, tag);
        while (!TrySwap(state, state.Published()))
        {
            state = State;
        }

        _tail.Value++;
    }

    /// <summary>
    /// Producer: takes back all frames not claimed and publishes <paramref name="frame"/> in their place, in one step.
    /// </summary>
    /// <param name="expectedHead">The <see cref="Head"/> for which the frame was made.</param>
    /// <param name="frame">The replacement.</param>
    /// <param name="tag">What it holds.</param>
    /// <returns>False when the pacer has claimed a frame since; nothing changed.</returns>
    public bool TryReplaceUnclaimed(long expectedHead, ReadOnlySpan<byte> frame, in FrameTag tag)
    {
        FrameRingState state = State;
        if (_tail.Value - state.Count != expectedHead)
        {
            return false;
        }

        Write(frame, tag);
        if (!TrySwap(state, state.ReplacedByNext()))
        {
            return false;
        }

        _tail.Value++;
        return true;
    }

    /// <summary>
    /// Producer: takes back the frames from <paramref name="end"/> on. At least one frame must stay, so that the pacer
    /// has something to claim until the next is published.
    /// </summary>
    /// <returns>False when the pacer has claimed all frames before <paramref name="end"/>; nothing changed.</returns>
    public bool TryTruncate(long end)
    {
        while (true)
        {
            FrameRingState state = State;
            int keep = (int)(end - (_tail.Value - state.Count));
            if (keep <= 0)
            {
                return false;
            }

            if (keep >= state.Count)
            {
                return true;
            }

            if (TrySwap(state, state.TruncatedTo(keep)))
            {
                _tail.Value = end;
                return true;
            }
        }
    }

    /// <summary>Consumer: takes the next frame.</summary>
    /// <param name="destination">Room for the longest frame.</param>
    /// <param name="length">Bytes copied.</param>
    /// <param name="tag">What the frame holds.</param>
    /// <returns>False when there is none.</returns>
    public bool TryClaim(Span<byte> destination, out int length, out FrameTag tag)
    {
        while (true)
        {
            FrameRingState state = State;
            if (state.Count == 0)
            {
                Volatile.Write(ref _emptyClaims.Value, _emptyClaims.Value + 1);
                length = 0;
                tag = default;
                return false;
            }

            int slot = (int)state.Head & _mask;
            length = Math.Min(_lengths[slot], OpusFormat.MaxFramePacketBytes);
            _payloads.AsSpan(slot * Stride, length).CopyTo(destination);
            tag = _tags[slot];
            if (TrySwap(state, state.Claimed()))
            {
                return true;
            }
        }
    }

    private void Write(ReadOnlySpan<byte> frame, in FrameTag tag)
    {
        int slot = (int)_tail.Value & _mask;
        frame.CopyTo(_payloads.AsSpan(slot * Stride, Stride));
        _lengths[slot] = frame.Length;
        _tags[slot] = tag;
    }

    private bool TrySwap(FrameRingState from, FrameRingState to) =>
        Interlocked.CompareExchange(ref _state.Value, to.Packed, from.Packed) == from.Packed;
}
