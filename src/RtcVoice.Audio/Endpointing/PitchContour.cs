namespace RtcVoice.Audio.Endpointing;

/// <summary>What the melody of a turn is made of, in semitones.</summary>
/// <param name="Median">Its middle.</param>
/// <param name="Low">Its lowest tenth: where a voice falls to when it has finished.</param>
/// <param name="High">Its highest tenth.</param>
internal readonly record struct PitchContour(float Median, float Low, float High)
{
    /// <summary>Reads it.</summary>
    public static PitchContour Of(ReadOnlySpan<ProsodyFrame> frames)
    {
        Span<float> pitches = stackalloc float[TurnProsody.Capacity];
        int count = 0;
        foreach (ref readonly ProsodyFrame frame in frames)
        {
            if (frame.IsVoiced)
            {
                pitches[count++] = frame.Semitones;
            }
        }

        if (count == 0)
        {
            return default;
        }

        pitches = pitches[..count];
        pitches.Sort();
        return new PitchContour(pitches[count / 2], pitches[count / 10], pitches[count * 9 / 10]);
    }

    /// <summary>How the pitch moves over some frames, by least squares.</summary>
    /// <param name="frames">The frames; those without a voice do not count.</param>
    /// <returns>Mean in semitones, slope in semitones a second, deviation from the mean; all 0 where fewer than four are voiced.</returns>
    public static (float Mean, float Slope, float Deviation, int Count) Fit(ReadOnlySpan<ProsodyFrame> frames)
    {
        int n = 0;
        float st = 0, sp = 0, stt = 0, stp = 0, spp = 0;
        for (int i = 0; i < frames.Length; i++)
        {
            if (frames[i].IsVoiced)
            {
                float t = (float)i / ProsodyFrame.Rate;
                float p = frames[i].Semitones;
                n++;
                st += t;
                sp += p;
                stt += t * t;
                stp += t * p;
                spp += p * p;
            }
        }

        if (n < 4)
        {
            return default;
        }

        float slope = ((n * stp) - (st * sp)) / Math.Max(1e-6f, (n * stt) - (st * st));
        float mean = sp / n;
        return (mean, slope, MathF.Sqrt(Math.Max(0, (spp / n) - (mean * mean))), n);
    }
}
