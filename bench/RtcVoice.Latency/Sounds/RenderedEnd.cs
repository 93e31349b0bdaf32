using RtcVoice.Latency.Calls;
using RtcVoice.TestKit.Voices;

namespace RtcVoice.Latency.Sounds;

/// <summary>Where in a voice a recording fell silent.</summary>
internal static class RenderedEnd
{
    /// <summary>How much of the recording is looked at: a whole number of the reader's steps, so that its last window ends with the sound.</summary>
    private const int Tail = MeasuredRecord.Rate;

    /// <summary>Matches below this are chance.</summary>
    private const double RecognisedMatch = 0.6;

    /// <summary>Words resemble words: a reading is believed when so many others say about the same.</summary>
    private const int Witnesses = 3;

    /// <summary>What a jitter buffer may have stretched or squeezed between them, in seconds.</summary>
    private const double SameOffset = 0.05;

    /// <summary>The last moment of the voice that was rendered; null when it cannot be told.</summary>
    /// <param name="reader">Knows the voice.</param>
    /// <param name="recording">What was rendered.</param>
    /// <param name="silence">The first sample behind the sound.</param>
    public static TimeSpan? Find(VoicePositionReader reader, ReadOnlySpan<short> recording, int silence)
    {
        int from = Math.Max(0, silence - Tail);
        List<VoiceReading> readings = [.. reader.Read(recording[from..silence], MeasuredRecord.Rate).Where(r => r.Confidence >= RecognisedMatch)];
        int last = readings.FindLastIndex(r => readings.Count(other => Math.Abs(other.Offset - r.Offset) < SameOffset) > Witnesses);
        return last < 0 ? null : TimeSpan.FromSeconds(((double)(silence - from) / MeasuredRecord.Rate) + readings[last].Offset);
    }
}
