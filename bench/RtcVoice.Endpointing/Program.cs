#pragma warning disable IDE0011
using System.Runtime.InteropServices;
using RtcVoice.Audio.Endpointing;
using RtcVoice.Audio.Vad;
using RtcVoice.Endpointing.Data;
using RtcVoice.Endpointing.Evaluation;
using RtcVoice.Endpointing.Examples;
using RtcVoice.Endpointing.Training;

string cache = "artifacts/endpointing";
Console.WriteLine("Recordings:");
IReadOnlyList<Recording> recordings = new Corpora(new FfmpegDecoder(cache)).Read();
using var silero = SileroModel.Load();
string kept = Path.Combine(cache, "examples.bin");
List<Example> examples = new ExampleMaker(silero).Make(recordings, 2);
Console.WriteLine($"{examples.Count} examples");
foreach (var g in examples.Where(e => e.IsClean).GroupBy(e => e.Kind)) Console.WriteLine($"{g.Key} {g.Count()}");
foreach (var g in examples.Where(e => e.IsClean && e.Kind == ExampleKind.InnerPause).GroupBy(e => (recordings[e.Recording].Corpus, recordings[e.Recording].IsOneSentence)))
    Console.WriteLine($"{g.Key} pauses {g.Count()} >200 {g.Count(e => e.PauseSeconds > .2)} >300 {g.Count(e => e.PauseSeconds > .3)} >500 {g.Count(e => e.PauseSeconds > .5)} >700 {g.Count(e => e.PauseSeconds > .7)}");

bool Use(Example e) => e.Kind switch
{
    ExampleKind.End or ExampleKind.FadedEnd => !recordings[e.Recording].TrailsOff,
    ExampleKind.InnerPause => recordings[e.Recording].IsOneSentence,
    _ => true,
};
float Weight(Example e) => e.Kind switch { ExampleKind.InnerPause => 3, ExampleKind.Held => 0.7f, _ => 1 };
void Report(string name, EndpointModel model, Func<Example, bool> which)
{
    var test = examples.Where(e => which(e) && Use(e)).Select(e => (e, s: model.Predict(e.Features))).ToArray();
    double A(Func<Example, bool> f) => Roc.Area(test.Where(t => f(t.e)).Select(t => (t.s, t.e.HasEnded)));
    Console.WriteLine($"{name,-26} all {A(_ => true):F3}  pause {A(e => e.Kind is ExampleKind.End or ExampleKind.InnerPause):F3} cut/faded {A(e => e.Kind is ExampleKind.FadedEnd or ExampleKind.Cut):F3} cut/end {A(e => e.Kind is ExampleKind.End or ExampleKind.Cut):F3} held {A(e => e.Kind is ExampleKind.FadedEnd or ExampleKind.Held):F3} n {test.Length}");
}
EndpointModel Fit(Func<Example, bool> which, float decay, int epochs) => new Trainer(epochs, decay).Train([.. examples.Where(e => which(e) && Use(e)).Select(e => (e.Features, e.HasEnded, Weight(e)))]);
foreach (float decay in new[] { 1e-3f, 5e-3f })
{
    EndpointModel model = Fit(e => !recordings[e.Recording].IsHeldOut, decay, 30);
    Console.WriteLine($"decay {decay}");
    Report("train", model, e => e.IsClean && !recordings[e.Recording].IsHeldOut);
    Report("held out, clean", model, e => e.IsClean && recordings[e.Recording].IsHeldOut);
    Report("held out, disturbed", model, e => !e.IsClean && recordings[e.Recording].IsHeldOut);
    foreach (string c in recordings.Select(r => r.Corpus).Distinct()) Report(c, model, e => e.IsClean && recordings[e.Recording].IsHeldOut && recordings[e.Recording].Corpus == c);
}
foreach (string c in new[] { "en_US", "it_IT_m", "fillets-nl", "fillets-cs" })
    Report("without " + c, Fit(e => !recordings[e.Recording].Corpus.StartsWith(c, StringComparison.Ordinal), 1e-3f, 20), e => e.IsClean && recordings[e.Recording].Corpus.StartsWith(c, StringComparison.Ordinal));
