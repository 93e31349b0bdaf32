namespace RtcVoice.TestKit.Voices;

/// <summary>
/// Listens to a recording for a voice: readings of <see cref="VoicePositionReader"/> become undisturbed stretches, and
/// the edges of each are then found to 5 ms by asking of ever further slices whether they still are that voice.
/// </summary>
public sealed class VoiceListener
{
    /// <summary>Matches below this are chance: the best of other voice reaches 0.51.</summary>
    private const double RecognisedMatch = 0.6;

    /// <summary>Within a stretch the offset moves by less than this from one reading to the next, in seconds.</summary>
    private const double SteadyOffset = 0.0006;

    /// <summary>Slices of 5 ms: about one period of the voice.</summary>
    private const int Slice = VoicePositionReader.Rate * 5 / 1000;

    private const double Width = (double)Slice / VoicePositionReader.Rate;

    /// <summary>An edge slice is judged with a neighbourhood of 10 ms, as one period alone is no proof.</summary>
    private const int SliceReach = VoicePositionReader.Rate * 5 / 1000;

    /// <summary>A slice belongs to the voice when it correlates so well at the stretch's offset.</summary>
    private const double SliceMatch = 0.6;

    /// <summary>And when it is at least this loud against the stretch's middle: a fade of 10 ms ends there.</summary>
    private const double SliceGain = 0.45;

    /// <summary>Sound below this is silence when unrecognised sound is counted: -50 dBFS.</summary>
    private const double AudibleLevel = 0.003;

    /// <summary>Sound that is no longer the voice for up to this long, in seconds, is the voice stretched or concealed.</summary>
    private const double LongestSmear = 0.25;

    /// <summary>A third of the reader's window, in seconds: five periods of the voice.</summary>
    private const double SmearWindow = 0.05;

    /// <summary>How far a smear may have moved from the stretch beside it, in seconds: two periods.</summary>
    private const double SmearReach = 0.02;

    /// <summary>Near a known place a match needs to be this good; chance reaches 0.6 with so short a window.</summary>
    private const double SmearMatch = 0.7;

    /// <summary>Behind a stretch the voice is followed by so much of it at a time, in seconds: three to six periods.</summary>
    private const double FollowWindow = 0.03;

    /// <summary>In such steps, in seconds.</summary>
    private const double FollowStep = 0.01;

    /// <summary>What an offset differs by from one reading to the next of the same place, in seconds.</summary>
    private const double SamePlace = 0.0005;

    /// <summary>What the codec recovers or a decoder begins anew matches no better where it is known to be; other voice reaches 0.4.</summary>
    private const double SameMatch = 0.45;

    /// <summary>Within two periods some place of other voice reaches 0.5.</summary>
    private const double MovedMatch = 0.55;

    /// <summary>A period further a steady vowel matches nearly as well.</summary>
    private const double ClearlyBetter = 0.1;

    private readonly VoicePositionReader _reader;

    /// <summary>Prepares to listen for this voice.</summary>
    public VoiceListener(BabbleVoice voice) => _reader = new VoicePositionReader(voice);

    /// <summary>Prepares to listen for any sound that is nowhere like itself elsewhere; its pauses are not heard.</summary>
    /// <param name="voice">The sound, mono.</param>
    /// <param name="rate">Its rate, a multiple of 8000 Hz.</param>
    public VoiceListener(ReadOnlySpan<short> voice, int rate) => _reader = new VoicePositionReader(voice, rate);

    /// <summary>What the recording holds of the voice.</summary>
    /// <param name="recording">The recording, mono.</param>
    /// <param name="rate">Its rate, a multiple of 8000 Hz.</param>
    public HearingReport Listen(ReadOnlySpan<short> recording, int rate)
    {
        float[] prepared = VoicePositionReader.Prepare(RationalResampler.ToFloat(recording), rate);
        IReadOnlyList<VoiceReading> readings = _reader.ReadPrepared(prepared, VoicePositionReader.Levels(recording, rate));
        List<HeardStretch> stretches = [];
        foreach (List<VoiceReading> run in SteadyRuns(readings))
        {
            stretches.Add(WithEdges(prepared, run));
        }

        FillSmears(prepared, stretches);
        for (int i = 1; i < stretches.Count; i++)
        {
            stretches[i] = stretches[i] with { Jump = JumpBetween(stretches[i - 1], stretches[i], recording, rate) };
        }

        int first = stretches.Count == 0 ? 0 : (int)(stretches[0].RecordingStart * rate);
        TimeSpan leadIn = Unrecognised(recording[..first], rate, []);
        return new HearingReport(stretches, leadIn, Unrecognised(recording, rate, stretches));
    }

    /// <summary>
    /// How far the voice goes on behind a stretch, where a jitter buffer stretches, squeezes or conceals it again and again
    /// before the sound ends, so that nothing there is a stretch of its own.
    /// </summary>
    /// <param name="recording">The recording, mono.</param>
    /// <param name="rate">Its rate, a multiple of 8000 Hz.</param>
    /// <param name="stretch">What is known of it.</param>
    /// <param name="end">Where the sound ends, in seconds.</param>
    /// <returns>The stretch with the last end at which the voice is recognised.</returns>
    public HeardStretch Follow(ReadOnlySpan<short> recording, int rate, HeardStretch stretch, double end)
    {
        float[] prepared = VoicePositionReader.Prepare(RationalResampler.ToFloat(recording), rate);
        double offset = stretch.VoiceEnd - stretch.RecordingEnd;
        HeardStretch followed = stretch;
        for (double at = stretch.RecordingEnd; at + FollowWindow <= end; at += FollowStep)
        {
            double stays = BestNear(prepared, at, FollowWindow, offset, SamePlace).Match;
            (double match, double moved) = BestNear(prepared, at, FollowWindow, offset, SmearReach);
            bool moves = match > stays + ClearlyBetter && match > MovedMatch;
            if (!moves && stays < SameMatch)
            {
                continue;
            }

            offset += moves ? moved : 0;
            followed = stretch with { RecordingEnd = at + FollowWindow, VoiceEnd = at + FollowWindow + offset };
        }

        return followed;
    }

    private static List<List<VoiceReading>> SteadyRuns(IReadOnlyList<VoiceReading> readings)
    {
        const double NextReading = 1.5 * VoicePositionReader.Hop / VoicePositionReader.Rate;
        List<List<VoiceReading>> runs = [];
        foreach (VoiceReading reading in readings.Where(r => r.Confidence >= RecognisedMatch))
        {
            List<VoiceReading>? run = runs.Count == 0 ? null : runs[^1];
            if (run is not null
                && reading.RecordingTime - run[^1].RecordingTime < NextReading
                && Math.Abs(reading.Offset - run[^1].Offset) < SteadyOffset)
            {
                run.Add(reading);
            }
            else
            {
                runs.Add([reading]);
            }
        }

        return runs;
    }

    private HeardStretch WithEdges(ReadOnlySpan<float> prepared, List<VoiceReading> run)
    {
        (VoiceReading first, VoiceReading last) = (run[0], run[^1]);
        double half = VoicePositionReader.Window / 2.0 / VoicePositionReader.Rate;
        double loudness = Compare(prepared, first.RecordingTime - half, VoicePositionReader.Window, first.Offset).Gain;
        double start = first.RecordingTime;
        while (GoesOn(prepared, start - Width, -Width, first.Offset, loudness))
        {
            start -= Width;
        }

        loudness = Compare(prepared, last.RecordingTime - half, VoicePositionReader.Window, last.Offset).Gain;
        double end = last.RecordingTime;
        while (GoesOn(prepared, end, Width, last.Offset, loudness))
        {
            end += Width;
        }

        List<double> matches = [.. run.Select(r => r.Confidence).Order()];
        return new HeardStretch(start, end, start + first.Offset, end + last.Offset, matches[matches.Count / 2]);
    }

    /// <summary>
    /// Before and after a stretch the voice may go on for less than a window, moved by a period or two, where a jitter
    /// buffer stretched it. With the place known so nearly, a third of a window is enough to read.
    /// </summary>
    private void FillSmears(ReadOnlySpan<float> prepared, List<HeardStretch> stretches)
    {
        for (int i = 0; i < stretches.Count; i++)
        {
            HeardStretch here = stretches[i];
            double next = i + 1 < stretches.Count ? stretches[i + 1].RecordingStart : double.MaxValue;
            if (next - here.RecordingEnd >= SmearWindow && Piece(prepared, here.RecordingEnd, here.Offset) is { } after)
            {
                stretches.Insert(i + 1, after);
            }
        }

        for (int i = stretches.Count - 1; i >= 0; i--)
        {
            HeardStretch here = stretches[i];
            double last = i > 0 ? stretches[i - 1].RecordingEnd : 0;
            if (here.RecordingStart - last >= SmearWindow && Piece(prepared, here.RecordingStart - SmearWindow, here.Offset) is { } before)
            {
                stretches.Insert(i++, before);
            }
        }
    }

    private HeardStretch? Piece(ReadOnlySpan<float> prepared, double start, double offset)
    {
        (double match, double moved) = BestNear(prepared, start, SmearWindow, offset, SmearReach);
        double end = start + SmearWindow;
        return match > SmearMatch ? new HeardStretch(start, end, start + offset + moved, end + offset + moved, match) : null;
    }

    private (double Match, double Moved) BestNear(ReadOnlySpan<float> prepared, double start, double length, double offset, double reach)
    {
        const double Sample = 1.0 / VoicePositionReader.Rate;
        (double match, double moved) = (0, 0);
        for (double move = -reach; move <= reach; move += Sample)
        {
            double here = Compare(prepared, start, (int)(length * VoicePositionReader.Rate), offset + move).Match;
            (match, moved) = here > match ? (here, move) : (match, moved);
        }

        return (match, moved);
    }

    private static double JumpBetween(HeardStretch before, HeardStretch after, ReadOnlySpan<short> recording, int rate)
    {
        double gap = after.RecordingStart - before.RecordingEnd;
        bool plays = gap <= LongestSmear && !HoldsSilence(before.RecordingEnd, after.RecordingStart, recording, rate);
        return plays ? after.Offset - before.Offset : after.VoiceStart - before.VoiceEnd;
    }

    private static bool HoldsSilence(double from, double to, ReadOnlySpan<short> recording, int rate)
    {
        int length = rate / 100;
        for (int at = (int)(from * rate); at + length <= Math.Min(to * rate, recording.Length); at += length)
        {
            if (VoicePositionReader.Level(recording.Slice(at, length)) < AudibleLevel)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True when this slice is the voice, or is one that the codec spoilt between such that are.</summary>
    private bool GoesOn(ReadOnlySpan<float> prepared, double time, double step, double offset, double loudness) =>
        Holds(prepared, time, offset, loudness)
        || (Holds(prepared, time + step, offset, loudness) && Holds(prepared, time + (2 * step), offset, loudness));

    /// <summary>True when the slice that begins at this time of the recording still is the voice at this offset.</summary>
    private bool Holds(ReadOnlySpan<float> prepared, double time, double offset, double loudness)
    {
        double around = time - ((double)SliceReach / VoicePositionReader.Rate);
        return Compare(prepared, around, Slice + (2 * SliceReach), offset).Match > SliceMatch
            && Compare(prepared, time, Slice, offset).Gain > SliceGain * loudness;
    }

    private (double Match, double Gain) Compare(ReadOnlySpan<float> prepared, double time, int length, double offset)
    {
        int at = (int)Math.Round(time * VoicePositionReader.Rate);
        int lag = (int)Math.Round((time + offset) * VoicePositionReader.Rate);
        ReadOnlySpan<float> voice = _reader.PreparedVoice;
        if (at < 0 || lag < 0 || at + length > prepared.Length || lag + length > voice.Length)
        {
            return (0, 0);
        }

        ReadOnlySpan<float> heard = prepared.Slice(at, length);
        ReadOnlySpan<float> said = voice.Slice(lag, length);
        double common = VoicePositionReader.Dot(heard, said);
        double saidEnergy = VoicePositionReader.Energy(said);
        double energies = VoicePositionReader.Energy(heard) * saidEnergy;
        return energies > 0 ? (common / Math.Sqrt(energies), common / saidEnergy) : (0, 0);
    }

    private static TimeSpan Unrecognised(ReadOnlySpan<short> recording, int rate, List<HeardStretch> stretches)
    {
        int length = rate / 100;
        int slices = 0;
        int next = 0;
        for (int at = 0; at + length <= recording.Length; at += length)
        {
            double middle = (at + (length / 2.0)) / rate;
            while (next < stretches.Count && stretches[next].RecordingEnd <= middle)
            {
                next++;
            }

            bool recognised = next < stretches.Count && stretches[next].RecordingStart <= middle;
            if (!recognised && VoicePositionReader.Level(recording.Slice(at, length)) > AudibleLevel)
            {
                slices++;
            }
        }

        return TimeSpan.FromMilliseconds(10 * slices);
    }
}
