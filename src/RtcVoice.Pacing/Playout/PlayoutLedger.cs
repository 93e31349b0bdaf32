using System.Diagnostics.CodeAnalysis;
using RtcVoice.Pacing.Frames;

namespace RtcVoice.Pacing.Playout;

/// <summary>
/// Which samples of which segment departed at which media time (design section 4, rule 5). Frames that follow each other
/// without a gap are one range, so that minutes of speech take a few entries; the oldest ranges go. A media time that no
/// range names was silent. The pacer only logs departures; the call's worker enters them here, and asks.
/// </summary>
[SuppressMessage("Naming", "CA1710", Justification = "It is a ledger, whatever it can be walked through.")]
public sealed class PlayoutLedger
{
    /// <summary>Ranges kept: a new one begins with a segment, behind an underrun or a pause, and where a slot was missed.</summary>
    public const int Capacity = 512;

    private const int FirstCapacity = 16;

    /// <summary>Grows up to <see cref="Capacity"/>, then goes round: few calls are told so much.</summary>
    private PlayoutRange[] _ranges = [];
    private long _added;

    internal PlayoutLedger()
    {
    }

    /// <summary>How many ranges it holds.</summary>
    public int Count => (int)Math.Min(_added, Capacity);

    /// <summary>A range, the oldest first.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such range.</exception>
    public PlayoutRange this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return _ranges[(_added - Count + index) % _ranges.Length];
        }
    }

    /// <summary>The media time behind the last speech that departed; 0 before any has.</summary>
    public long DepartedThrough => Count == 0 ? 0 : this[Count - 1].MediaEnd;

    /// <summary>Finds what departed at a media time.</summary>
    /// <param name="mediaTime">Samples at 48 kHz on the call's media clock.</param>
    /// <param name="range">The range that holds it.</param>
    /// <returns>False when that moment was silent, or is forgotten, or has not come.</returns>
    public bool TryFind(long mediaTime, out PlayoutRange range)
    {
        for (int i = Count - 1; i >= 0; i--)
        {
            range = this[i];
            if (range.MediaTime <= mediaTime)
            {
                return mediaTime < range.MediaEnd;
            }
        }

        range = default;
        return false;
    }

    /// <summary>How much of a segment had gone by when the media clock, wherever it is read, stood at a time.</summary>
    /// <param name="segment">The <see cref="SpeechSegment.Id"/>.</param>
    /// <param name="mediaTime">Samples at 48 kHz; <see cref="long.MaxValue"/> asks for all that has departed.</param>
    /// <returns>Samples at 48 kHz, at the furthest: a pause may let a word be said again; 0 when nothing of it had.</returns>
    public long PositionOf(long segment, long mediaTime)
    {
        long furthest = 0;
        for (int i = 0; i < Count; i++)
        {
            PlayoutRange range = this[i];
            if (range.Segment == segment && range.MediaTime < mediaTime)
            {
                furthest = Math.Max(furthest, range.Offset + Math.Min(range.Samples, mediaTime - range.MediaTime));
            }
        }

        return furthest;
    }

    /// <summary>Enters a frame that departed; frames come in the order of their media time.</summary>
    internal void Add(in Departure departure)
    {
        FrameTag tag = departure.Tag;
        if (tag.Samples == 0)
        {
            return;
        }

        if (_added > 0)
        {
            ref PlayoutRange last = ref _ranges[(_added - 1) % _ranges.Length];
            if (last.Segment == tag.Segment && last.End == tag.Offset && last.MediaEnd == departure.MediaTime)
            {
                last = last with { Samples = last.Samples + tag.Samples };
                return;
            }
        }

        if (_added == _ranges.Length && _ranges.Length < Capacity)
        {
            Array.Resize(ref _ranges, Math.Max(FirstCapacity, 2 * _ranges.Length));
        }

        _ranges[_added++ % _ranges.Length] = new PlayoutRange(departure.MediaTime, tag.Segment, tag.Offset, tag.Samples);
    }
}
