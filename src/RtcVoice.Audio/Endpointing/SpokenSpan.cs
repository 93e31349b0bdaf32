namespace RtcVoice.Audio.Endpointing;

/// <summary>The part of a turn's frames that is speech, and how loud it is.</summary>
/// <param name="End">The frame behind the last one of the voice.</param>
/// <param name="Peak">The level of its loudest moments, in dB.</param>
/// <param name="Mean">Its mean level, in dB, silences aside.</param>
/// <param name="Floor">The level from which on a frame is speech, in dB.</param>
internal readonly record struct SpokenSpan(int End, float Peak, float Mean, float Floor)
{
    /// <summary>Speech is at most so far below its loudest moments: what is softer is the room.</summary>
    private const float Range = 28;

    private const float PeakShare = 0.95f;

    /// <summary>Finds it.</summary>
    public static SpokenSpan Find(ReadOnlySpan<ProsodyFrame> frames)
    {
        if (frames.IsEmpty)
        {
            return default;
        }

        Span<float> levels = stackalloc float[TurnProsody.Capacity];
        levels = levels[..frames.Length];
        for (int i = 0; i < frames.Length; i++)
        {
            levels[i] = frames[i].Level;
        }

        levels.Sort();
        float peak = levels[(int)(PeakShare * (levels.Length - 1))];
        float floor = peak - Range;
        int end = 0;
        float sum = 0;
        int count = 0;
        for (int i = 0; i < frames.Length; i++)
        {
            if (frames[i].Level >= floor)
            {
                end = i + 1;
                sum += frames[i].Level;
                count++;
            }
        }

        return new SpokenSpan(end, peak, count == 0 ? peak : sum / count, floor);
    }
}
