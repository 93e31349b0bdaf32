using System.Globalization;

namespace RtcVoice.TestKit.Voices;

/// <summary>What a recording holds of a voice: which parts, in which order, what is missing, what came twice.</summary>
public sealed class HearingReport
{
    internal HearingReport(IReadOnlyList<HeardStretch> stretches, TimeSpan unrecognised)
    {
        Stretches = stretches;
        Unrecognised = unrecognised;
        for (int i = 1; i < stretches.Count; i++)
        {
            double step = stretches[i].VoiceStart - stretches[i - 1].VoiceEnd;
            Missing += TimeSpan.FromSeconds(Math.Max(0, step));
            Repeated += TimeSpan.FromSeconds(Math.Max(0, -step));
        }
    }

    /// <summary>The undisturbed parts, in the order in which they are heard.</summary>
    public IReadOnlyList<HeardStretch> Stretches { get; }

    /// <summary>The first moment of the voice that is heard.</summary>
    public TimeSpan VoiceStart => Stretches.Count == 0 ? default : TimeSpan.FromSeconds(Stretches[0].VoiceStart);

    /// <summary>The last moment of the voice that is heard.</summary>
    public TimeSpan VoiceEnd => Stretches.Count == 0 ? default : TimeSpan.FromSeconds(Stretches[^1].VoiceEnd);

    /// <summary>How much of the voice is heard, repetitions included.</summary>
    public TimeSpan Heard => TimeSpan.FromSeconds(Stretches.Sum(s => s.VoiceEnd - s.VoiceStart));

    /// <summary>How much of the voice was jumped over between the first and the last moment heard; good to 15 ms a seam.</summary>
    public TimeSpan Missing { get; }

    /// <summary>How much of the voice came again; good to 15 ms a seam.</summary>
    public TimeSpan Repeated { get; }

    /// <summary>Sound in the recording that is not the voice: invented by a concealment, or foreign.</summary>
    public TimeSpan Unrecognised { get; }

    /// <summary>Where two parts meet at which the voice jumps by more than this, in either direction.</summary>
    public IEnumerable<(HeardStretch Before, HeardStretch After)> Jumps(TimeSpan tolerance) =>
        Stretches.Zip(Stretches.Skip(1)).Where(p => Math.Abs(p.Second.VoiceStart - p.First.VoiceEnd) > tolerance.TotalSeconds);

    /// <summary>The undisturbed part that holds this moment of the recording.</summary>
    public HeardStretch? At(TimeSpan recordingTime) => Stretches
        .Where(s => s.RecordingStart <= recordingTime.TotalSeconds && recordingTime.TotalSeconds < s.RecordingEnd)
        .Cast<HeardStretch?>()
        .FirstOrDefault();

    /// <inheritdoc />
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"heard {Heard.TotalMilliseconds:F0} ms, missing {Missing.TotalMilliseconds:F0}, repeated {Repeated.TotalMilliseconds:F0}, "
        + $"unrecognised {Unrecognised.TotalMilliseconds:F0}; {Stretches.Count} stretches:\n  {string.Join("\n  ", Stretches)}");
}
