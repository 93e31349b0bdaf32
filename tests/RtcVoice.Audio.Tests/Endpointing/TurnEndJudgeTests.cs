using RtcVoice.Audio.Endpointing;
using RtcVoice.Audio.Tests.Signals;
using RtcVoice.TestKit.Voices;

namespace RtcVoice.Audio.Tests.Endpointing;

public sealed class TurnEndJudgeTests
{
    [Test]
    public void A_sentence_that_is_finished_sounds_so_more_than_one_that_breaks_off()
    {
        short[] sentence = HumanSpeech.Read(HumanSpeech.Sentences[1]);
        float finished = Judge(sentence);
        float broken = Judge(Faded(sentence.AsSpan(0, sentence.Length * 55 / 100)));
        TestContext.Out.WriteLine($"finished {finished:F2}, broken off {broken:F2}");
        Assert.That(finished, Is.GreaterThan(broken));
    }

    [Test]
    public void A_vowel_held_behind_a_sentence_keeps_the_turn()
    {
        short[] sentence = HumanSpeech.Read(HumanSpeech.Sentences[1]);
        float finished = Judge(sentence);
        float held = Judge([.. sentence, .. Sounds.Silence(0.15), .. Vowel.Make(0.6, _ => 180, -24)]);
        TestContext.Out.WriteLine($"finished {finished:F2}, held {held:F2}");
        Assert.That(held, Is.LessThan(0.3));
        Assert.That(finished, Is.GreaterThan(0.5));
    }

    [Test]
    public void A_turn_is_judged_from_where_it_begins()
    {
        short[] sentence = HumanSpeech.Read(HumanSpeech.Sentences[1]);
        var judge = new TurnEndJudge();
        judge.Write(HumanSpeech.Read(HumanSpeech.Sentences[0]));
        judge.Write(Sounds.Silence(1));
        judge.Write(sentence);
        judge.Begin(sentence.Length);
        Assert.That(judge.Judge(), Is.EqualTo(Judge(sentence)).Within(0.1));
    }

    [Test]
    public void Listening_and_judging_allocate_nothing()
    {
        short[] sentence = HumanSpeech.Read(HumanSpeech.Sentences[0]);
        var judge = new TurnEndJudge();
        judge.Judge();
        long bytes = Allocation.Of(500, i =>
        {
            judge.Write(sentence.AsSpan(i * 160 % (sentence.Length - 320), 320));
            judge.Judge();
        });
        Assert.That(bytes, Is.Zero);
    }

    [Test]
    public void What_was_heard_can_be_forgotten()
    {
        var judge = new TurnEndJudge();
        float before = judge.Judge();
        judge.Write(HumanSpeech.Read(HumanSpeech.Sentences[0]));
        Assert.That(judge.Judge(), Is.Not.EqualTo(before));
        judge.Reset();
        Assert.That(judge.Judge(), Is.EqualTo(before));
        Assert.That(() => judge.Begin(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static float Judge(ReadOnlySpan<short> turn)
    {
        var judge = new TurnEndJudge();
        judge.Begin(0);
        judge.Write(turn);
        judge.Write(new short[16_000 * 15 / 100]);
        return judge.Judge();
    }

    private static short[] Faded(ReadOnlySpan<short> pcm)
    {
        const int Fade = 800;
        short[] faded = pcm.ToArray();
        for (int i = 0; i < Fade; i++)
        {
            faded[^(i + 1)] = (short)(faded[^(i + 1)] * i / Fade);
        }

        return faded;
    }
}
