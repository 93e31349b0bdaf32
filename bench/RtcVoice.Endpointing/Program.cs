using RtcVoice.Audio.Endpointing;
using RtcVoice.Audio.Vad;
using RtcVoice.Conversation.Session;
using RtcVoice.Endpointing.Data;
using RtcVoice.Endpointing.Evaluation;
using RtcVoice.Endpointing.Examples;
using RtcVoice.Endpointing.Training;

const string Cache = "artifacts/endpointing";
const string Weights = "src/RtcVoice.Audio/Endpointing/endpoint.weights";
const string Examples = Cache + "/examples.bin";
const int DisturbedRounds = 1;

if (args is not ["train" or "evaluate", ..] || !File.Exists("RtcVoice.sln"))
{
    Console.Error.WriteLine("Run this in the repository's folder, as: RtcVoice.Endpointing train|evaluate [--reuse]. --reuse takes the examples of the last run.");
    return 1;
}

Console.WriteLine("Recordings:");
IReadOnlyList<Recording> recordings = new Corpora(new FfmpegDecoder(Cache)).Read();
if (recordings.Count == 0)
{
    Console.Error.WriteLine("There are none; bench/README.md says which Debian packages hold them.");
    return 1;
}

using SileroModel silero = SileroModel.Load();
var file = new ExampleFile(Examples);
if (!args.Contains("--reuse") || !File.Exists(Examples))
{
    file.Write(new ExampleMaker(silero).Make(recordings, DisturbedRounds));
}

var set = new ExampleSet(recordings, file.Read());
set.Describe();
EndpointModel model;
if (args[0] == "train")
{
    model = set.Train(e => !set.IsHeldOut(e));
    WeightFile.Write(Weights, model);
    set.ReportWithoutEach();
    IReadOnlyDictionary<RecordingSet, CrossJudged> judged = set.ReportLearning();
    PatienceFit.Print(judged[RecordingSet.Prompts], judged[RecordingSet.Adventures]);
}
else
{
    model = EndpointModel.Trained;
}

set.Report(model);
foreach (RecordingSet part in Enum.GetValues<RecordingSet>())
{
    WaitCurve.Print($"{part}: real pauses within a sentence, and ends", set.Judge(model, part, ExampleKind.InnerPause, set.IsWithinSentence));
    WaitCurve.Print($"{part}: all real pauses, those between sentences too, and ends", set.Judge(model, part, ExampleKind.InnerPause, _ => true));
    WaitCurve.Print($"{part}: hesitations at real pauses within a sentence, cut there and a longer pause put in", set.Judge(model, part, ExampleKind.InnerPause, set.IsWithinSentence, hesitates: true));
    WaitCurve.Print($"{part}: hesitations, cut in mid-sentence, and a pause put in", set.Judge(model, part, ExampleKind.Cut, _ => true));
    WaitCurve.Print($"{part}: fillers, a vowel held, and a pause put in", set.Judge(model, part, ExampleKind.Held, _ => true));
}

WordsReport.Print(recordings);
if (args[0] == "evaluate")
{
    Recording[] whole = [.. recordings.Where(r => r is { IsHeldOut: true, TrailsOff: false, IsOneSentence: true, Set: RecordingSet.Prompts })];
    var product = new ProductRun(whole, silero);
    Console.WriteLine("\nThe product, on whole held-out recordings of one sentence:");
    foreach (int silence in new[] { 200, 300, 500, 700 })
    {
        product.Print($"server_vad, {silence} ms", new ServerVad { SilenceDurationMs = silence });
    }

    foreach (Eagerness eagerness in new[] { Eagerness.High, Eagerness.Medium, Eagerness.Low })
    {
        product.Print($"semantic_vad, {eagerness}", new SemanticVad { Eagerness = eagerness });
    }
}

return 0;
