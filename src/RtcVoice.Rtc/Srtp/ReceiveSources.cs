namespace RtcVoice.Rtc.Srtp;

/// <summary>
/// The sources that authentic packets came from, with their replay windows; few, so looked up by walking. A source is never
/// forgotten while its key lives: its old packets could then be replayed.
/// </summary>
internal sealed class ReceiveSources
{
    private readonly uint[] _ssrcs;
    private readonly ReplayWindow[] _windows;
    private readonly int _windowSize;
    private int _count;

    /// <summary>An empty table.</summary>
    public ReceiveSources(int capacity, int windowSize)
    {
        _ssrcs = new uint[capacity];
        _windows = new ReplayWindow[capacity];
        _windowSize = windowSize;
    }

    /// <summary>True when no source can be added.</summary>
    public bool IsFull => _count == _ssrcs.Length;

    /// <summary>The window of a source; null when it is not known.</summary>
    public ReplayWindow? Find(uint ssrc)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_ssrcs[i] == ssrc)
            {
                return _windows[i];
            }
        }

        return null;
    }

    /// <summary>Adds a source that is not known yet, and gives its window.</summary>
    public ReplayWindow Add(uint ssrc)
    {
        _ssrcs[_count] = ssrc;
        return _windows[_count++] = new ReplayWindow(_windowSize);
    }
}
