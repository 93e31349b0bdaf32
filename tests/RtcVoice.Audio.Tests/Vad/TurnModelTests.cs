using RtcVoice.Audio.Tests.Signals;
using RtcVoice.Audio.Vad;
using RtcVoice.TestKit;

namespace RtcVoice.Audio.Tests.Vad;

public sealed class TurnModelTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("turn-model").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task A_model_of_that_shape_answers_with_a_probability()
    {
        using var model = TurnModel.Load(TinyTurnModel.Write(_folder, scale: 0, bias: -1.0986123f));
        short[] speech = HumanSpeech.Read(HumanSpeech.Sentences[0]);
        Assert.That(model.Predict(speech), Is.EqualTo(0.25).Within(1e-5));
        Assert.That(await model.PredictAsync(speech), Is.EqualTo(0.25).Within(1e-5));
    }

    [Test]
    public void What_was_said_reaches_it()
    {
        using var model = TurnModel.Load(TinyTurnModel.Write(_folder, scale: 1, bias: 0));
        float speech = model.Predict(HumanSpeech.Read(HumanSpeech.Sentences[0]));
        float noise = model.Predict(Sounds.WhiteNoise(8, -20));
        Assert.That(noise, Is.GreaterThan(speech + 0.05f), "noise fills every band at all times");
    }

    [Test]
    public async Task What_is_asked_beyond_its_share_of_the_machine_is_not_answered()
    {
        using var model = TurnModel.Load(TinyTurnModel.Write(_folder, scale: 1, bias: 0));
        float?[] answers = await Task.WhenAll(Enumerable.Range(0, 4 * Environment.ProcessorCount).Select(_ => model.PredictAsync(new short[128_000])));
        Assert.That(answers.Count(a => a is null), Is.Positive);
        Assert.That(answers.Count(a => a is not null), Is.Positive);
        Assert.That(await model.PredictAsync(new short[128_000]), Is.Not.Null, "and afterwards there is room again");
    }

    [Test]
    public void A_file_that_is_missing_or_another_model_says_so()
    {
        Assert.That(() => TurnModel.Load(Path.Combine(_folder, "none.onnx")), Throws.InstanceOf<FileNotFoundException>().With.Message.Contains("RtcVoice:TurnModel"));
        string text = Path.Combine(_folder, "text.onnx");
        File.WriteAllText(text, "no model");
        Assert.That(() => TurnModel.Load(text), Throws.InstanceOf<InvalidDataException>());
        Assert.That(
            () => TurnModel.Load(TinyTurnModel.Write(_folder, 1, 0, input: "audio")),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains("'input_features'"));
        Assert.That(() => TurnModel.Load(SileroModel.DefaultPath), Throws.InstanceOf<InvalidDataException>());
    }
}
