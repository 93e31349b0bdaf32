namespace RtcVoice.Audio.Endpointing;

/// <summary>
/// What of a turn tells whether it is finished, as numbers near -3 to 3. A voice that has finished falls to its lowest
/// pitch, draws out its last syllable and grows soft; one that goes on stays up, and one that thinks holds a vowel
/// without melody (A. Gravano and J. Hirschberg, "Turn-taking cues in task-oriented dialogue", 2011).
/// </summary>
internal static class EndpointFeatures
{
    /// <summary>How many there are.</summary>
    public const int Count = Cues + (Slices * PerSlice);

    private const int Cues = 24;
    private const int Slices = 8;
    private const int PerSlice = 5;

    /// <summary>80 ms: the last 640 ms in eight slices are the shape of the end.</summary>
    private const int SliceFrames = 8;

    private const int FinalFrames = 30;
    private const int PauseFrames = 15;

    /// <summary>Reads them.</summary>
    /// <param name="frames">The turn, its last part where it is long.</param>
    /// <param name="turnFrames">How long all of it is.</param>
    /// <param name="features">Gets <see cref="Count"/> numbers.</param>
    public static void Read(ReadOnlySpan<ProsodyFrame> frames, long turnFrames, Span<float> features)
    {
        SpokenSpan span = SpokenSpan.Find(frames);
        ReadOnlySpan<ProsodyFrame> spoken = frames[..span.End];
        PitchContour contour = PitchContour.Of(spoken);
        features.Clear();
        ReadMelody(spoken, contour, features[..8]);
        ReadRhythm(spoken, span, turnFrames - (frames.Length - span.End), features[8..17]);
        ReadLoudness(spoken, span, features[17..Cues]);
        ReadShape(spoken, span, contour, features[Cues..Count]);
    }

    private static void ReadMelody(ReadOnlySpan<ProsodyFrame> spoken, PitchContour contour, Span<float> into)
    {
        ReadOnlySpan<ProsodyFrame> final = Last(spoken, FinalFrames);
        (float mean, float slope, float deviation, int count) = PitchContour.Fit(final);
        (_, float longSlope, _, _) = PitchContour.Fit(Last(spoken, 60));
        (float end, float shortSlope, _, int endCount) = PitchContour.Fit(Last(spoken, 16));
        into[0] = count == 0 ? 0 : Limit((mean - contour.Low) / 4);
        into[1] = endCount == 0 ? 0 : Limit((end - contour.Median) / 4);
        into[2] = Limit(slope / 20);
        into[3] = Limit(longSlope / 20);
        into[4] = Limit(shortSlope / 30);
        into[5] = count == 0 ? 0 : Limit(MathF.Log(deviation + 0.1f));
        into[6] = Limit((contour.High - contour.Low) / 5);
        into[7] = (float)count / FinalFrames;
    }

    private static void ReadRhythm(ReadOnlySpan<ProsodyFrame> spoken, in SpokenSpan span, long turnFrames, Span<float> into)
    {
        SyllableBeat beat = SyllableBeat.Find(spoken, span.Floor);
        into[0] = Limit(MathF.Log(beat.SinceLast / 0.15f));
        into[1] = Limit(MathF.Log(beat.SinceLast / beat.MeanInterval));
        into[2] = Limit(MathF.Log(beat.LastInterval / beat.MeanInterval));
        into[3] = Limit(MathF.Log(1 + beat.Count) - 1);
        into[4] = Limit((beat.MeanInterval - 0.2f) / 0.07f);
        into[5] = Limit(MathF.Log(Math.Max(1, turnFrames) / 150f));
        (int pauses, int phrase) = FindPauses(spoken, span.Floor);
        into[6] = Limit(MathF.Log(Math.Max(1, phrase) / 100f));
        into[7] = Math.Min(pauses, 4) / 2f;
        into[8] = Limit(MathF.Log((1 + VoicedRun(spoken)) / 12f));
    }

    private static void ReadLoudness(ReadOnlySpan<ProsodyFrame> spoken, in SpokenSpan span, Span<float> into)
    {
        ReadOnlySpan<ProsodyFrame> final = Last(spoken, FinalFrames);
        ReadOnlySpan<ProsodyFrame> end = Last(spoken, 16);
        float peak = -100;
        float change = 0;
        float steadiest = 100;
        foreach (ref readonly ProsodyFrame frame in final)
        {
            peak = Math.Max(peak, frame.Level);
            change += frame.Change;
            steadiest = Math.Min(steadiest, frame.Change);
        }

        float strength = 0;
        float level = 0;
        foreach (ref readonly ProsodyFrame frame in end)
        {
            strength += frame.Strength;
            level += Math.Max(span.Floor, frame.Level);
        }

        int untilUnvoiced = 0;
        while (untilUnvoiced < spoken.Length && !spoken[^(untilUnvoiced + 1)].IsVoiced)
        {
            untilUnvoiced++;
        }

        into[0] = Limit((peak - span.Peak) / 6);
        into[1] = Limit((change / Math.Max(1, final.Length) - 4) / 2);
        into[2] = Limit((Math.Min(steadiest, 20) - 1.5f) / 1.5f);
        into[3] = Limit(((strength / Math.Max(1, end.Length)) - 0.7f) * 5);
        into[4] = Limit(((level / Math.Max(1, end.Length)) - span.Mean) / 6);
        into[5] = Limit((Math.Min(untilUnvoiced, 40) - 8) / 8f);
        into[6] = Limit((FlatRun(spoken) - 12) / 8f);
    }

    private static void ReadShape(ReadOnlySpan<ProsodyFrame> spoken, in SpokenSpan span, PitchContour contour, Span<float> into)
    {
        for (int slice = 0; slice < Slices; slice++)
        {
            int to = spoken.Length - (slice * SliceFrames);
            if (to <= 0)
            {
                // Before the turn it was silent.
                into[slice * PerSlice] = -3;
                continue;
            }

            ReadOnlySpan<ProsodyFrame> frames = spoken[Math.Max(0, to - SliceFrames)..to];
            float level = 0, pitch = 0, change = 0, tilt = 0;
            int voiced = 0;
            foreach (ref readonly ProsodyFrame frame in frames)
            {
                level += Math.Max(span.Floor, frame.Level);
                change += frame.Change;
                tilt += frame.Tilt;
                if (frame.IsVoiced)
                {
                    pitch += frame.Semitones - contour.Median;
                    voiced++;
                }
            }

            Span<float> numbers = into.Slice(slice * PerSlice, PerSlice);
            numbers[0] = Limit(((level / frames.Length) - span.Mean) / 8);
            numbers[1] = voiced == 0 ? 0 : Limit(pitch / voiced / 3);
            numbers[2] = (float)voiced / frames.Length;
            numbers[3] = Limit(((change / frames.Length) - 4) / 3);
            numbers[4] = Limit(tilt / frames.Length / 12);
        }
    }

    private static (int Count, int FramesSince) FindPauses(ReadOnlySpan<ProsodyFrame> spoken, float floor)
    {
        int count = 0;
        int silent = 0;
        int since = 0;
        foreach (ref readonly ProsodyFrame frame in spoken)
        {
            since++;
            silent = frame.Level < floor ? silent + 1 : 0;
            count += silent == PauseFrames ? 1 : 0;
            since = silent >= PauseFrames ? 0 : since;
        }

        return (count, since);
    }

    private static int VoicedRun(ReadOnlySpan<ProsodyFrame> spoken)
    {
        int i = spoken.Length - 1;
        while (i >= 0 && !spoken[i].IsVoiced)
        {
            i--;
        }

        int end = i;
        while (i >= 0 && spoken[i].IsVoiced)
        {
            i--;
        }

        return end - i;
    }

    // How long at the end the pitch has stayed within a semitone and the sound has been the same.
    private static int FlatRun(ReadOnlySpan<ProsodyFrame> spoken)
    {
        const int SoftEnd = 6;
        const float MaxChange = 6;
        int i = spoken.Length - 1;
        while (i >= 0 && spoken.Length - i <= SoftEnd && !spoken[i].IsVoiced)
        {
            i--;
        }

        int end = i;
        float low = float.MaxValue;
        float high = float.MinValue;
        while (i >= 0 && spoken[i].IsVoiced && (spoken[i].Change < MaxChange || end - i < SoftEnd))
        {
            low = Math.Min(low, spoken[i].Semitones);
            high = Math.Max(high, spoken[i].Semitones);
            if (high - low > 1)
            {
                break;
            }

            i--;
        }

        return end - i;
    }

    private static ReadOnlySpan<ProsodyFrame> Last(ReadOnlySpan<ProsodyFrame> frames, int count) => frames[^Math.Min(count, frames.Length)..];

    private static float Limit(float value) => float.IsFinite(value) ? Math.Clamp(value, -3, 3) : 0;
}
