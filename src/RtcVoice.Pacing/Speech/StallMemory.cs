namespace RtcVoice.Pacing.Speech;

/// <summary>
/// What a call's source has taught about its stalls, and the start watermark that follows from it: raised at once by a
/// stall, forgotten by a quarter with each segment. Any thread.
/// </summary>
internal sealed class StallMemory
{
    /// <summary>Audio above the worst stall, for the worker's tick and the pacer's slot.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly TimeSpan _min;
    private readonly TimeSpan _max;
    private TimeSpan _remembered;
    private TimeSpan _inSegment;

    public StallMemory(TimeSpan min, TimeSpan max)
    {
        _min = min;
        _max = max;
    }

    /// <summary>Audio that a talkspurt should have buffered when it starts.</summary>
    public TimeSpan Watermark
    {
        get
        {
            lock (_gate)
            {
                TimeSpan worst = _inSegment > _remembered ? _inSegment : _remembered;
                return worst <= TimeSpan.Zero ? _min : Clamp(worst + Margin);
            }
        }
    }

    public void Learn(TimeSpan stall)
    {
        lock (_gate)
        {
            _inSegment = stall > _inSegment ? stall : _inSegment;
        }
    }

    public void EndSegment()
    {
        lock (_gate)
        {
            // Beyond the cap there is nothing to remember: it would only take longer to forget.
            TimeSpan faded = _remembered * 0.75;
            _remembered = _inSegment > faded ? (_inSegment < _max ? _inSegment : _max) : faded;
            _inSegment = TimeSpan.Zero;
        }
    }

    private TimeSpan Clamp(TimeSpan value) => value < _min ? _min : value > _max ? _max : value;
}
