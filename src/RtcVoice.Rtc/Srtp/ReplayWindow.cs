namespace RtcVoice.Rtc.Srtp;

/// <summary>
/// Remembers which of the last indices were received (RFC 3711, 3.3.2). An index is first asked for and, only once its
/// packet is known to be authentic, recorded: a forged packet moves nothing.
/// </summary>
internal sealed class ReplayWindow
{
    private const int WordBits = 64;

    // A ring of bits: the bit of an index is at index modulo size.
    private readonly ulong[] _words;
    private readonly uint _size;
    private bool _isStarted;

    /// <summary>A window that has seen nothing.</summary>
    /// <param name="size">How many indices up to the highest are remembered: a multiple of 64.</param>
    public ReplayWindow(int size)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(size % WordBits, 0);
        _size = (uint)size;
        _words = new ulong[size / WordBits];
    }

    /// <summary>The highest index recorded; 0 before the first.</summary>
    public ulong Highest { get; private set; }

    /// <summary>True when the index is neither recorded nor too old to tell.</summary>
    public bool IsFresh(ulong index)
    {
        if (!_isStarted || index > Highest)
        {
            return true;
        }

        return Highest - index < _size && (Word(index) & Bit(index)) == 0;
    }

    /// <summary>Records a fresh index.</summary>
    public void Record(ulong index)
    {
        if (!_isStarted)
        {
            _isStarted = true;
            Highest = index;
        }
        else if (index > Highest)
        {
            if (index - Highest >= _size)
            {
                Array.Clear(_words);
            }
            else
            {
                for (ulong skipped = Highest + 1; skipped < index; skipped++)
                {
                    Word(skipped) &= ~Bit(skipped);
                }
            }

            Highest = index;
        }

        Word(index) |= Bit(index);
    }

    private static ulong Bit(ulong index) => 1UL << (int)(index % WordBits);

    private ref ulong Word(ulong index) => ref _words[(int)(index % _size / WordBits)];
}
