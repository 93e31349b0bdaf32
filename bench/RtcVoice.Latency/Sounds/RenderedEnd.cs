using RtcVoice.Latency.Calls;
using RtcVoice.TestKit.Voices;

namespace RtcVoice.Latency.Sounds;

/// <summary>Where in a voice a recording fell silent.</summary>
internal static class RenderedEnd
{
    /// <summary>How much of the recording is looked at: a second.</summary>
    private const int Tail = MeasuredRecord.Rate;

    /// <summary>Words resemble words: a stretch is believed when those that agree with it are so long together, in seconds.</summary>
    private const double Witnesses = 0.12;

    /// <summary>What a jitter buffer may have stretched or squeezed between them, in seconds.</summary>
    private const double SameOffset = 0.05;

    /// <summary>So short a rest, in seconds, is the fade; a longer one is what the jitter buffer made up.</summary>
    private const double LongestFade = 0.025;

    /// <summary>The last moment of the voice that was rendered; null when it cannot be told.</summary>
    /// <param name="listener">Knows the voice.</param>
    /// <param name="recording">What was rendered.</param>
    /// <param name="silence">The first sample behind the sound.</param>
    public static TimeSpan? Find(VoiceListener listener, ReadOnlySpan<short> recording, int silence)
    {
        int from = Math.Max(0, silence - Tail);
        List<HeardStretch> stretches = [.. listener.Listen(recording[from..silence], MeasuredRecord.Rate).Stretches];
        int last = stretches.FindLastIndex(s => stretches.Where(other => Math.Abs(other.Offset - s.Offset) < SameOffset).Sum(Length) > Witnesses);
        if (last < 0)
        {
            return null;
        }

        double end = (double)(silence - from) / MeasuredRecord.Rate;
        HeardStretch followed = listener.Follow(recording[from..silence], MeasuredRecord.Rate, stretches[last], end);
        double rest = end - followed.RecordingEnd;
        return TimeSpan.FromSeconds(followed.VoiceEnd + (rest < LongestFade ? rest : 0));
    }

    private static double Length(HeardStretch stretch) => stretch.RecordingEnd - stretch.RecordingStart;
}
