using System.Buffers;

namespace RtcVoice.Pacing.Speech;

/// <summary>
/// A segment's 48 kHz samples from the first not yet given up to the last written, each at its position in the segment.
/// Blocks come from a pool. Not safe for use by two threads at once.
/// </summary>
internal sealed class PcmFifo
{
    /// <summary>85 ms: a short answer needs few blocks, a minute 703. A power of two, since the pool's arrays are no smaller.</summary>
    private const int BlockSamples = 4_096;

    /// <summary>
    /// Blocks that go round within the segment: what a source writes at a time (400 ms are five) is given up bit by bit. Of all
    /// calls at once the shared pool keeps a few dozen, and the rest would be garbage of 96 kB a second and call.
    /// </summary>
    private const int MaxSpares = 8;

    private readonly List<short[]> _blocks = [];
    private readonly Stack<short[]> _spares = new();

    /// <summary>The position of the first sample of the first block; a multiple of the block's length.</summary>
    private long _start;

    /// <summary>The position of the first sample that can still be read.</summary>
    public long Released { get; private set; }

    /// <summary>The position behind the last sample written.</summary>
    public long Written { get; private set; }

    /// <summary>Samples held.</summary>
    public long Count => Written - Released;

    public void Append(ReadOnlySpan<short> samples)
    {
        while (!samples.IsEmpty)
        {
            (int block, int offset) = Locate(Written);
            if (block == _blocks.Count)
            {
                _blocks.Add(TakeBlock());
            }

            int take = Math.Min(samples.Length, BlockSamples - offset);
            samples[..take].CopyTo(_blocks[block].AsSpan(offset));
            samples = samples[take..];
            Written += take;
        }
    }

    /// <summary>Copies the samples from <paramref name="position"/> on; all of them must be held.</summary>
    public void CopyTo(long position, Span<short> destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(position, Released);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(position + destination.Length, Written);
        while (!destination.IsEmpty)
        {
            (int block, int offset) = Locate(position);
            int take = Math.Min(destination.Length, BlockSamples - offset);
            _blocks[block].AsSpan(offset, take).CopyTo(destination);
            destination = destination[take..];
            position += take;
        }
    }

    /// <summary>Gives up the samples before <paramref name="position"/>.</summary>
    public void Release(long position)
    {
        Released = Math.Clamp(position, Released, Written);
        while (_blocks.Count > 0 && Released - _start >= BlockSamples)
        {
            GiveBack(_blocks[0]);
            _blocks.RemoveAt(0);
            _start += BlockSamples;
        }
    }

    /// <summary>Gives up everything, for good.</summary>
    public void Clear()
    {
        foreach (short[] block in _blocks.Concat(_spares))
        {
            ArrayPool<short>.Shared.Return(block);
        }

        _blocks.Clear();
        _spares.Clear();
        Released = Written;
    }

    private void GiveBack(short[] block)
    {
        if (_spares.Count < MaxSpares)
        {
            _spares.Push(block);
        }
        else
        {
            ArrayPool<short>.Shared.Return(block);
        }
    }

    private short[] TakeBlock() => _spares.TryPop(out short[]? block) ? block : ArrayPool<short>.Shared.Rent(BlockSamples);

    private (int Block, int Offset) Locate(long position)
    {
        (long block, long offset) = Math.DivRem(position - _start, BlockSamples);
        return ((int)block, (int)offset);
    }
}
