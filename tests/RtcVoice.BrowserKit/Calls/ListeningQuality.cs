using System.Globalization;

namespace RtcVoice.BrowserKit.Calls;

/// <summary>What the browser's jitter buffer did to the sound between two moments.</summary>
/// <param name="Seconds">The sound it gave out, in seconds of 48 kHz.</param>
/// <param name="Concealed">The share of it that was made up, silence included, 0 to 1.</param>
/// <param name="ConcealedAudibly">The share that was made up and could be heard.</param>
/// <param name="Stretched">Samples put in to slow the sound down.</param>
/// <param name="Squeezed">Samples taken out to speed it up.</param>
/// <param name="BufferDelay">The mean time a sample waited in the buffer.</param>
/// <param name="TargetDelay">The mean time it was meant to wait.</param>
/// <param name="Lost">Packets that never came.</param>
/// <param name="Discarded">Packets that came too late or too early.</param>
public readonly record struct ListeningQuality(
    double Seconds, double Concealed, double ConcealedAudibly, long Stretched, long Squeezed,
    TimeSpan BufferDelay, TimeSpan TargetDelay, long Lost, long Discarded)
{
    /// <summary>What samples are counted at.</summary>
    public const double SamplesPerMillisecond = 48;

    private const double SampleRate = 48_000;

    public static ListeningQuality Between(CallStatistics.InboundAudio from, CallStatistics.InboundAudio to)
    {
        double samples = Math.Max(1, to.TotalSamplesReceived - from.TotalSamplesReceived);
        double emitted = Math.Max(1, to.JitterBufferEmittedCount - from.JitterBufferEmittedCount);
        double concealed = to.ConcealedSamples - from.ConcealedSamples;
        double silent = to.SilentConcealedSamples - from.SilentConcealedSamples;
        return new ListeningQuality(
            samples / SampleRate,
            concealed / samples,
            (concealed - silent) / samples,
            to.InsertedSamplesForDeceleration - from.InsertedSamplesForDeceleration,
            to.RemovedSamplesForAcceleration - from.RemovedSamplesForAcceleration,
            TimeSpan.FromSeconds((to.JitterBufferDelay - from.JitterBufferDelay) / emitted),
            TimeSpan.FromSeconds((to.JitterBufferTargetDelay - from.JitterBufferTargetDelay) / emitted),
            to.PacketsLost - from.PacketsLost,
            to.PacketsDiscarded - from.PacketsDiscarded);
    }

    /// <summary>The share of the sound that was put in or taken out to change its speed.</summary>
    public double TimeStretched => (Stretched + Squeezed) / (Seconds * SampleRate);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Seconds:F1} s: concealed {Concealed:P2} (audibly {ConcealedAudibly:P2}), stretched {Stretched}, squeezed {Squeezed} samples ({TimeStretched:P2}), "
        + $"buffer {BufferDelay.TotalMilliseconds:F1} ms (target {TargetDelay.TotalMilliseconds:F1}), lost {Lost}, discarded {Discarded}");
}
