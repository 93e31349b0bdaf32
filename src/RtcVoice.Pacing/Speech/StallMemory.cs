namespace RtcVoice.Pacing.Speech;

/// <summary>
/// What a call's source has taught about its stalls, and when speech may start so as to survive them if they come again:
/// raised at once by a stall, forgotten by a quarter with each segment. Any thread.
/// </summary>
/// <remarks>
/// There are two ways to be safe, and the first that is reached will do. To have waited <see cref="Delay"/> from the
/// first audio on: right for a source that gives its audio in real time, where after a long piece comes a long gap. Or
/// to hold <see cref="Watermark"/>: right for a source that is faster than real time and stalls now and then.
/// </remarks>
internal sealed class StallMemory
{
    /// <summary>
    /// What must be left when the next audio comes: the reserve of 10 ms, a frame that the pacer may take up to 21 ms
    /// before its end is heard, and a tick of the worker.
    /// </summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(45);

    private readonly Lock _gate = new();
    private readonly TimeSpan _min;
    private readonly TimeSpan _max;
    private SourceStall _remembered;
    private SourceStall _inSegment;

    public StallMemory(TimeSpan min, TimeSpan max)
    {
        _min = min;
        _max = max;
    }

    /// <summary>Audio that no talkspurt starts without, unless its segment is complete.</summary>
    public TimeSpan Least => _min;

    /// <summary>Audio with which a talkspurt starts at once.</summary>
    public TimeSpan Watermark
    {
        get
        {
            lock (_gate)
            {
                return Longer(Longer(_inSegment.Drought, _remembered.Drought), _min);
            }
        }
    }

    /// <summary>How long after its first audio a talkspurt starts with no more than <see cref="Least"/>.</summary>
    public TimeSpan Delay
    {
        get
        {
            lock (_gate)
            {
                return Shorter(Longer(_inSegment.Behind, _remembered.Behind), _max);
            }
        }
    }

    public void Learn(SourceStall stall)
    {
        lock (_gate)
        {
            _inSegment = Worse(_inSegment, new SourceStall(stall.Behind + Margin, stall.Drought + Margin));
        }
    }

    public void EndSegment()
    {
        lock (_gate)
        {
            // Beyond the cap there is nothing to remember: it would only take longer to forget.
            var faded = new SourceStall(_remembered.Behind * 0.75, _remembered.Drought * 0.75);
            _remembered = Worse(faded, _inSegment with { Behind = Shorter(_inSegment.Behind, _max) });
            _inSegment = default;
        }
    }

    private static SourceStall Worse(SourceStall a, SourceStall b) => new(Longer(a.Behind, b.Behind), Longer(a.Drought, b.Drought));

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
