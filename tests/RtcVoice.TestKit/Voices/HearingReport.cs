using System.Globalization;

namespace RtcVoice.TestKit.Voices;

/// <summary>What a recording holds of a voice: which parts, in which order, what is missing, what came twice.</summary>
public sealed class HearingReport
{
    internal HearingReport(IReadOnlyList<HeardStretch> stretches, TimeSpan leadIn, TimeSpan unrecognised)
    {
        Stretches = stretches;
        LeadIn = leadIn;
        Unrecognised = unrecognised;
        Missing = TimeSpan.FromSeconds(stretches.Sum(s => Math.Max(0, s.Jump)));
        Repeated = TimeSpan.FromSeconds(stretches.Sum(s => Math.Max(0, -s.Jump)));
    }

    /// <summary>The undisturbed parts, in the order in which they are heard.</summary>
    public IReadOnlyList<HeardStretch> Stretches { get; }

    /// <summary>
    /// Sound before the first undisturbed part: the voice's own beginning, as a jitter buffer that still looks for its
    /// depth stretches it every few periods.
    /// </summary>
    public TimeSpan LeadIn { get; }

    /// <summary>The first moment of the voice that is heard undisturbed.</summary>
    public TimeSpan VoiceStart => Stretches.Count == 0 ? default : TimeSpan.FromSeconds(Stretches[0].VoiceStart);

    /// <summary>The last moment of the voice that is heard.</summary>
    public TimeSpan VoiceEnd => Stretches.Count == 0 ? default : TimeSpan.FromSeconds(Stretches[^1].VoiceEnd);

    /// <summary>How much of the voice is heard, repetitions included.</summary>
    public TimeSpan Heard => TimeSpan.FromSeconds(Stretches.Sum(s => s.VoiceEnd - s.VoiceStart));

    /// <summary>How much of the voice was skipped between the first and the last moment heard.</summary>
    public TimeSpan Missing { get; }

    /// <summary>How much of the voice came again.</summary>
    public TimeSpan Repeated { get; }

    /// <summary>Sound in the recording that is not the voice: invented by a concealment, or foreign.</summary>
    public TimeSpan Unrecognised { get; }

    /// <summary>The greatest step that the voice made anywhere, in either direction.</summary>
    public TimeSpan GreatestJump => TimeSpan.FromSeconds(Stretches.Select(s => Math.Abs(s.Jump)).DefaultIfEmpty().Max());

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
