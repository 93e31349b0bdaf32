using RtcVoice.Audio.Endpointing;
using RtcVoice.Endpointing.Data;
using RtcVoice.Endpointing.Evaluation;
using RtcVoice.Endpointing.Examples;

namespace RtcVoice.Endpointing.Training;

/// <summary>All examples, and what may be learnt or measured on which.</summary>
/// <param name="recordings">What they were made of.</param>
/// <param name="examples">The examples.</param>
internal sealed class ExampleSet(IReadOnlyList<Recording> recordings, IReadOnlyList<Example> examples)
{
    /// <summary>Pauses that a hesitation is given: log-normal, half of them over 0.7 s.</summary>
    private const double MedianHesitation = 0.7;
    private const double HesitationSpread = 0.6;

    private const int Epochs = 15;
    private const int Members = 4;

    /// <summary>The pause, in seconds, that counts for <see cref="PauseWeight"/>: about the shortest wait.</summary>
    private const double UsualPause = 0.25;
    private const double PauseWeight = 6;
    private const double MostUsualPauses = 3;

    /// <summary>True for what nothing is learnt from.</summary>
    public bool IsHeldOut(Example example) => recordings[example.Recording].IsHeldOut;

    /// <summary>True where a pause cannot lie between two sentences.</summary>
    public bool IsWithinSentence(Example example) => recordings[example.Recording].IsOneSentence;

    /// <summary>Prints how many there are.</summary>
    public void Describe()
    {
        foreach (IGrouping<string, Example> corpus in examples.Where(e => e.IsClean && e.Kind == ExampleKind.InnerPause).GroupBy(e => recordings[e.Recording].Corpus))
        {
            Console.WriteLine($"  {corpus.Key,-22} {corpus.Count(),5} real pauses, within one sentence {corpus.Count(IsWithinSentence),5}, of those held out {corpus.Count(e => IsWithinSentence(e) && IsHeldOut(e)),4}");
        }

        foreach (IGrouping<ExampleKind, Example> kind in examples.GroupBy(e => e.Kind).OrderBy(g => g.Key))
        {
            Console.WriteLine($"  {kind.Key,-12} {kind.Count(),6}, of them undisturbed {kind.Count(e => e.IsClean),5}, held out {kind.Count(e => e.IsClean && IsHeldOut(e)),5}");
        }
    }

    /// <summary>Trains a model.</summary>
    public EndpointModel Train(Func<Example, bool> which) =>
        new Trainer(Epochs, Members).Train([.. examples.Where(e => which(e) && IsCertain(e)).Select(e => (e.Features, e.HasEnded, WeightOf(e)))]);

    /// <summary>Prints how well a model tells ends apart, by corpus.</summary>
    public void Report(EndpointModel model)
    {
        Console.WriteLine("\nArea under the ROC curve, held out:");
        foreach (RecordingSet set in Enum.GetValues<RecordingSet>())
        {
            Report($"{set}, undisturbed", model, e => e.IsClean && IsHeldOut(e) && SetOf(e) == set);
            Report($"{set}, disturbed", model, e => !e.IsClean && IsHeldOut(e) && SetOf(e) == set);
        }

        foreach (string corpus in recordings.Select(r => r.Corpus).Distinct().Where(c => c != "librivox"))
        {
            Report(corpus, model, e => e.IsClean && IsHeldOut(e) && recordings[e.Recording].Corpus == corpus);
        }
    }

    /// <summary>Trains without each corpus, and prints how well that does on it: a speaker never heard.</summary>
    public void ReportWithoutEach()
    {
        Console.WriteLine("\nArea under the ROC curve, speakers never heard:");
        foreach (string corpus in new[] { "en_US_f_Allison", "it_IT_m_Carlo", "fillets-nl" })
        {
            // Allison speaks Spanish too.
            bool IsOther(Example e) => !recordings[e.Recording].Corpus.EndsWith(corpus[^7..], StringComparison.Ordinal);
            Report(corpus, Train(IsOther), e => e.IsClean && recordings[e.Recording].Corpus == corpus);
        }
    }

    /// <summary>Prints how well models do that have seen a part of what there is, by cross-validation: whether more would help.</summary>
    /// <returns>What those judge that have seen all.</returns>
    public IReadOnlyDictionary<RecordingSet, CrossJudged> ReportLearning()
    {
        Console.WriteLine("\nArea under the ROC curve by cross-validation, real pauses within a sentence against ends:");
        IReadOnlyDictionary<RecordingSet, CrossJudged> judged = new Dictionary<RecordingSet, CrossJudged>();
        foreach (int percent in new[] { 25, 50, 100 })
        {
            judged = CrossJudge(e => Recording.Hash(recordings[e.Recording].Key + "#") % 100 < percent);
            Console.WriteLine($"  learnt from {percent,3} %  {string.Join("   ", judged.Select(j => $"{j.Key} {j.Value.Real.Area:F3}"))}");
        }

        return judged;
    }

    /// <summary>What may be learnt from, each part judged by a model that has learnt from the others, by set.</summary>
    /// <param name="which">What is learnt from.</param>
    public IReadOnlyDictionary<RecordingSet, CrossJudged> CrossJudge(Func<Example, bool> which)
    {
        var judged = new List<(Example Example, float Ended)>();
        for (int fold = 0; fold < Recording.Folds; fold++)
        {
            EndpointModel model = Train(e => !IsHeldOut(e) && recordings[e.Recording].Fold != fold && which(e));
            judged.AddRange(examples
                .Where(e => e.IsClean && !IsHeldOut(e) && recordings[e.Recording].Fold == fold && IsCertain(e))
                .Select(e => (e, model.Predict(e.Features))));
        }

        return Enum.GetValues<RecordingSet>().ToDictionary(set => set, set => Gather([.. judged.Where(j => SetOf(j.Example) == set)]));
    }

    private static CrossJudged Gather((Example Example, float Ended)[] judged)
    {
        var random = new Random(1);
        JudgedTurns Turns(ExampleKind end, ExampleKind pause) => new(
            [.. judged.Where(j => j.Example.Kind == end).Select(j => j.Ended)],
            [.. judged.Where(j => j.Example.Kind == pause).Select(j => (j.Ended, LengthOf(j.Example, random)))]);
        return new CrossJudged(Turns(ExampleKind.End, ExampleKind.InnerPause), Turns(ExampleKind.FadedEnd, ExampleKind.Cut));
    }

    /// <summary>Held-out turns for a rule of waiting to be tried on.</summary>
    /// <param name="model">Judges.</param>
    /// <param name="set">What the turns are of.</param>
    /// <param name="pause">What counts as a pause within a turn. Where it has no length of its own, it gets one.</param>
    /// <param name="which">Which of them.</param>
    /// <param name="hesitates">Whether a real pause too is given the length of a hesitation: the recording is cut there, and somebody thinks.</param>
    public JudgedTurns Judge(EndpointModel model, RecordingSet set, ExampleKind pause, Func<Example, bool> which, bool hesitates = false)
    {
        var random = new Random(1);
        Example[] heldOut = [.. examples.Where(e => e.IsClean && IsHeldOut(e) && SetOf(e) == set)];
        ExampleKind end = pause is ExampleKind.Cut or ExampleKind.Held ? ExampleKind.FadedEnd : ExampleKind.End;
        return new JudgedTurns(
            [.. heldOut.Where(e => e.Kind == end && IsCertain(e)).Select(e => model.Predict(e.Features))],
            [.. heldOut.Where(e => e.Kind == pause && which(e)).Select(e => (model.Predict(e.Features), hesitates ? Hesitation(random) : LengthOf(e, random)))]);
    }

    private static double LengthOf(Example example, Random random)
    {
        double hesitation = Hesitation(random);
        return example.Kind == ExampleKind.InnerPause ? example.PauseSeconds : hesitation;
    }

    private static double Hesitation(Random random)
    {
        double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return MedianHesitation * Math.Exp(HesitationSpread * normal);
    }

    private RecordingSet SetOf(Example example) => recordings[example.Recording].Set;

    // Real pauses are fewer than what is made, and matter more, and prompts are fewer than adventures; by cross-validation.
    // A pause that is shorter than any wait is never cut into: the longer it is, the more there is to learn from it.
    private float WeightOf(Example example) => (SetOf(example) == RecordingSet.Prompts ? 2 : 1)
        * (example.Kind == ExampleKind.InnerPause ? (float)(PauseWeight * Math.Min(example.PauseSeconds / UsualPause, MostUsualPauses)) : 1);

    private bool IsCertain(Example example) => example.Kind switch
    {
        ExampleKind.End or ExampleKind.FadedEnd => !recordings[example.Recording].TrailsOff,
        ExampleKind.InnerPause => IsWithinSentence(example),
        _ => true,
    };

    private void Report(string name, EndpointModel model, Func<Example, bool> which)
    {
        var scored = examples.Where(e => which(e) && IsCertain(e)).Select(e => (e.Kind, Score: model.Predict(e.Features), e.HasEnded)).ToList();
        double Area(ExampleKind end, ExampleKind other) =>
            Roc.Area(scored.Where(s => s.Kind == end || s.Kind == other).Select(s => (s.Score, s.HasEnded)));
        Console.WriteLine(
            $"  {name,-22} real pauses {Area(ExampleKind.End, ExampleKind.InnerPause):F3}   cuts {Area(ExampleKind.FadedEnd, ExampleKind.Cut):F3}   held vowels {Area(ExampleKind.FadedEnd, ExampleKind.Held):F3}   ({scored.Count} examples)");
    }
}
