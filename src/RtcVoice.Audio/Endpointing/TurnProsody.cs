namespace RtcVoice.Audio.Endpointing;

/// <summary>The last moments of a voice, frame by frame, and where in them the turn began.</summary>
internal sealed class TurnProsody
{
    /// <summary>Frames that are kept: what lies further back says nothing about an end.</summary>
    public const int Capacity = 6 * ProsodyFrame.Rate;

    private readonly ProsodyFrame[] _frames = new ProsodyFrame[Capacity];
    private long _count;
    private long _start;

    /// <summary>Frames since the turn began.</summary>
    public long TurnFrames => _count - _start;

    /// <summary>Takes the next frame.</summary>
    public void Add(ProsodyFrame frame) => _frames[_count++ % Capacity] = frame;

    /// <summary>Begins a turn, so many frames back.</summary>
    public void Begin(long framesAgo) => _start = Math.Max(0, _count - framesAgo);

    /// <summary>Copies the frames of the turn, the last of them where it is long.</summary>
    /// <param name="frames">Room for <see cref="Capacity"/>.</param>
    /// <returns>How many there are.</returns>
    public int CopyTo(Span<ProsodyFrame> frames)
    {
        int length = (int)Math.Min(TurnFrames, Capacity);
        for (int i = 0; i < length; i++)
        {
            frames[i] = _frames[(_count - length + i) % Capacity];
        }

        return length;
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        _count = 0;
        _start = 0;
    }
}
