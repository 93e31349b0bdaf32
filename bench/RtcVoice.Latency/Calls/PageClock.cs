using RtcVoice.BrowserKit.Calls;

namespace RtcVoice.Latency.Calls;

/// <summary>
/// Turns frames of the page's audio context into the page's time and the server's. The audio clock may stand still for a
/// while on a busy machine, so each moment is told by the messages around it: the one that came fastest is the truest.
/// </summary>
internal sealed class PageClock
{
    private const double FramesPerMillisecond = 48;

    /// <summary>How far the messages may lie from the moment, in ms.</summary>
    private const double Reach = 1_500;

    private readonly CallRecord _record;
    private readonly TimeSpan _ahead;

    /// <summary>The clock of a recording.</summary>
    /// <param name="record">The recording.</param>
    /// <param name="ahead">How far the page's wall clock is ahead of the server's.</param>
    public PageClock(CallRecord record, TimeSpan ahead)
    {
        _record = record;
        _ahead = ahead;
    }

    /// <summary>The page's time when a sample of the recording was rendered, in ms.</summary>
    public double PageTime(double sample)
    {
        double frames = (_record.FirstFrame + sample) / FramesPerMillisecond;
        double origin = double.MaxValue;
        foreach (CallRecord.RenderedPart part in _record.Clock)
        {
            double at = part.Frame / FramesPerMillisecond;
            if (Math.Abs(at - frames) < Reach)
            {
                origin = Math.Min(origin, part.At - at);
            }
        }

        return origin + frames;
    }

    /// <summary>The sample of the recording that was rendered at a time of the page.</summary>
    public double Sample(double pageTime)
    {
        double guess = (pageTime - _record.RecordingStart) * FramesPerMillisecond;
        return guess + ((pageTime - PageTime(guess)) * FramesPerMillisecond);
    }

    /// <summary>The server's time at a time of the page.</summary>
    public DateTime ServerTime(double pageTime) =>
        DateTime.UnixEpoch + TimeSpan.FromMilliseconds(_record.TimeOrigin + pageTime) - _ahead;

    /// <summary>The server's time when a sample of the recording was rendered.</summary>
    public DateTime ServerTimeOf(double sample) => ServerTime(PageTime(sample));
}
