namespace RtcVoice.Audio.Endpointing;

/// <summary>The rhythm of a turn: syllables are the peaks of its loudness.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="MeanInterval">Seconds from one to the next on the average, pauses aside; 0.2 where there are too few to tell.</param>
/// <param name="LastInterval">Seconds between the last two.</param>
/// <param name="SinceLast">Seconds from the last to the end of the voice: a vowel that is held makes it long.</param>
internal readonly record struct SyllableBeat(int Count, float MeanInterval, float LastInterval, float SinceLast)
{
    private const float UsualInterval = 0.2f;
    private const float MaxInterval = 0.6f;

    /// <summary>A peak stands out by so many dB on both sides.</summary>
    private const float Prominence = 2.5f;

    /// <summary>Finds it, in the frames up to the end of the voice.</summary>
    public static SyllableBeat Find(ReadOnlySpan<ProsodyFrame> frames, float floor)
    {
        int count = 0;
        int peak = -1;
        int last = -1;
        int intervals = 0;
        float sum = 0;
        float lastInterval = UsualInterval;
        float high = floor;
        float low = floor;
        bool rises = true;
        for (int i = 0; i < frames.Length; i++)
        {
            float level = Math.Max(floor, Smooth(frames, i));
            if (rises && level >= high)
            {
                (high, peak) = (level, i);
            }
            else if (rises && level < high - Prominence)
            {
                if (peak >= 0 && high > floor + Prominence)
                {
                    Close(peak);
                }

                rises = false;
                low = level;
            }
            else if (!rises && level > low + Prominence)
            {
                rises = true;
                (high, peak) = (level, i);
            }

            low = Math.Min(low, level);
        }

        if (rises && peak >= 0 && high > floor + Prominence)
        {
            Close(peak);
        }

        float since = last < 0 ? (float)frames.Length / ProsodyFrame.Rate : (float)(frames.Length - last) / ProsodyFrame.Rate;
        return new SyllableBeat(count, intervals == 0 ? UsualInterval : sum / intervals, lastInterval, since);

        void Close(int at)
        {
            if (last >= 0)
            {
                lastInterval = (float)(at - last) / ProsodyFrame.Rate;
                if (lastInterval <= MaxInterval)
                {
                    sum += lastInterval;
                    intervals++;
                }
            }

            last = at;
            count++;
        }
    }

    private static float Smooth(ReadOnlySpan<ProsodyFrame> frames, int at)
    {
        float sum = 0;
        int from = Math.Max(0, at - 2);
        int to = Math.Min(frames.Length - 1, at + 2);
        for (int i = from; i <= to; i++)
        {
            sum += frames[i].Level;
        }

        return sum / (to - from + 1);
    }
}
