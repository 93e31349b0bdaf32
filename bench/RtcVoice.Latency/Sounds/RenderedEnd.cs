using RtcVoice.Latency.Calls;
using RtcVoice.TestKit.Voices;

namespace RtcVoice.Latency.Sounds;

/// <summary>Where in a voice a recording fell silent.</summary>
internal static class RenderedEnd
{
    /// <summary>How much of the recording is looked at: a whole number of the reader's steps, so that its last window ends with the sound.</summary>
    private const int Tail = MeasuredRecord.Rate * 600 / 1000;

    /// <summary>Matches below this are chance.</summary>
    private const double RecognisedMatch = 0.6;

    /// <summary>The last moment of the voice that was rendered; null when it cannot be told.</summary>
    /// <param name="reader">Knows the voice.</param>
    /// <param name="recording">What was rendered.</param>
    /// <param name="silence">The first sample behind the sound.</param>
    public static TimeSpan? Find(VoicePositionReader reader, ReadOnlySpan<short> recording, int silence)
    {
        int from = Math.Max(0, silence - Tail);
        IReadOnlyList<VoiceReading> readings = reader.Read(recording[from..silence], MeasuredRecord.Rate);
        int last = readings.ToList().FindLastIndex(r => r.Confidence >= RecognisedMatch);
        return last < 0 ? null : TimeSpan.FromSeconds(((double)(silence - from) / MeasuredRecord.Rate) + readings[last].Offset);
    }
}
