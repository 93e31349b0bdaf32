using RtcVoice.Audio.Wav;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Turns;
using RtcVoice.TestKit.Voices;

namespace RtcVoice.Conversation.Tests.Turns;

public sealed class InputAudioBufferTests
{
    private const int Second = UserTurn.SampleRate;

    [Test]
    public void A_turn_is_placed_in_all_the_sound_so_far_also_after_a_commit()
    {
        using var buffer = new InputAudioBuffer(SharedVad.Model);
        short[] sentence = Sentence();
        buffer.Write(new short[Second]);
        buffer.Write(sentence);
        Assert.That(buffer.TryTakeEvent(out SpeechInEvent first));
        Assert.That(first.Position.TotalSeconds, Is.InRange(0.6, 1.3));
        Assert.That(buffer.Uncommitted, Is.GreaterThan(TimeSpan.FromSeconds(1)));
        TurnSound committed = buffer.Commit();
        Assert.That(committed.Duration.TotalSeconds, Is.EqualTo((double)sentence.Length / Second).Within(0.5));
        Assert.That(buffer.Uncommitted, Is.EqualTo(TimeSpan.Zero));
        TimeSpan before = buffer.Position;
        buffer.Write(new short[Second]);
        buffer.Write(sentence);
        Assert.That(buffer.TryTakeEvent(out SpeechInEvent second));
        Assert.That((second.Position - before).TotalSeconds, Is.InRange(0.6, 1.3));
    }

    [Test]
    public void A_longer_silence_is_waited_for_where_it_is_asked_for()
    {
        double usual = Delay(new ServerVad(), Sentence());
        Assert.That(Delay(new ServerVad { SilenceDurationMs = 1500 }, Sentence()) - usual, Is.EqualTo(1000).Within(70));
        Assert.That(Delay(new ServerVad { SilenceDurationMs = 200 }, Sentence()) - usual, Is.EqualTo(-300).Within(70));
    }

    [Test]
    public void A_higher_threshold_needs_a_clearer_voice()
    {
        Assert.That(Begins(new ServerVad { Threshold = 0.5 }, gain: 1));
        Assert.That(Begins(new ServerVad { Threshold = 1 }, gain: 1), Is.False);
        Assert.That(Begins(new ServerVad { Threshold = 0.9 }, gain: 0.001), Is.False);
        Assert.That(Begins(new ServerVad { Threshold = 0 }, gain: 0.001));

        static bool Begins(TurnDetection detection, double gain)
        {
            using var buffer = new InputAudioBuffer(SharedVad.Model) { Detection = detection };
            buffer.Write([.. Sentence().Select(s => (short)(s * gain))]);
            return buffer.TryTakeEvent(out _);
        }
    }

    [Test]
    public void A_turn_begins_by_its_padding_before_the_voice_and_the_sound_of_it_is_there([Values(0, 300, 1000)] int padding)
    {
        TurnSound bare = Turn(0, out TimeSpan voice);
        TurnSound padded = Turn(padding, out TimeSpan start);
        Assert.That((voice - start).TotalMilliseconds, Is.EqualTo(padding).Within(1));
        Assert.That((padded.Duration - bare.Duration).TotalMilliseconds, Is.EqualTo(padding).Within(1));

        static TurnSound Turn(int padding, out TimeSpan start)
        {
            using var buffer = new InputAudioBuffer(SharedVad.Model) { Detection = new ServerVad { PrefixPaddingMs = padding } };
            buffer.Write(new short[2 * Second]);
            buffer.Write(Sentence());
            buffer.Write(new short[Second]);
            Assert.That(buffer.TryTakeEvent(out SpeechInEvent begun));
            start = begun.Position;
            Assert.That(buffer.TryTakeEvent(out SpeechInEvent ended));
            return ended.Sound!;
        }
    }

    [Test]
    public void A_sentence_that_sounds_finished_is_answered_sooner_than_one_that_breaks_off()
    {
        double finished = Delay(new SemanticVad(), Finished());
        double broken = Delay(new SemanticVad(), BrokenOff());
        TestContext.Out.WriteLine($"finished {finished:F0} ms, broken off {broken:F0} ms");
        Assert.That(finished, Is.LessThan(500));
        Assert.That(broken, Is.GreaterThan(1.5 * finished));
    }

    [Test]
    public void The_more_eager_the_sooner_it_answers([Values] bool isFinished)
    {
        double[] delays = [.. new[] { Eagerness.Low, Eagerness.Medium, Eagerness.High }
            .Select(e => Delay(new SemanticVad { Eagerness = e }, isFinished ? Finished() : BrokenOff()))];
        TestContext.Out.WriteLine(string.Join(", ", delays));
        Assert.That(delays, Is.Ordered.Descending);
        Assert.That(delays[0], Is.GreaterThan(1.3 * delays[2]));
        Assert.That(Delay(new SemanticVad(), Finished()), Is.EqualTo(Delay(new SemanticVad { Eagerness = Eagerness.Medium }, Finished())));
    }

    [Test]
    public void Who_holds_a_vowel_is_waited_for()
    {
        double held = Delay(new SemanticVad(), [.. Finished(), .. new short[Second / 8], .. Vowel.Make(0.6, _ => 180, -24)]);
        TestContext.Out.WriteLine($"held {held:F0} ms");
        Assert.That(held, Is.GreaterThan(1_000));
    }

    [Test]
    public void Words_that_want_more_make_it_wait_and_a_whole_sentence_does_not()
    {
        double unknown = Delay(new SemanticVad(), Finished());
        double open = Delay(new SemanticVad(), Finished(), "I would like to go to the");
        Assert.That(open, Is.GreaterThan(1.5 * unknown));
        Assert.That(Delay(new SemanticVad(), BrokenOff(), "Where is the library?"), Is.LessThan(Delay(new SemanticVad(), BrokenOff())));
    }

    private static double Delay(TurnDetection detection, short[] said, string words = "")
    {
        using var buffer = new InputAudioBuffer(SharedVad.Model) { Detection = detection };
        buffer.Write(new short[Second / 2]);
        buffer.Write(said);
        buffer.Hear(words);
        while (buffer.TryTakeEvent(out SpeechInEvent happened))
        {
            Assert.That(happened.IsStart, "it ends in the sentence itself");
        }

        TimeSpan end = buffer.Position;
        while (!Ends(buffer))
        {
            Assert.That(buffer.Position - end, Is.LessThan(TimeSpan.FromSeconds(9)));
            buffer.Write(new short[Second / 100]);
        }

        return (buffer.Position - end).TotalMilliseconds;
    }

    private static bool Ends(InputAudioBuffer buffer)
    {
        while (buffer.TryTakeEvent(out SpeechInEvent happened))
        {
            if (!happened.IsStart)
            {
                return true;
            }
        }

        return false;
    }

    private static short[] Sentence() => Recording("0870")[..(3 * Second)];

    /// <summary>"He was not an ill disposed young man."</summary>
    private static short[] Finished() => Recording("0880");

    /// <summary>"Unless to be rather cold hearted and rather", faded out.</summary>
    private static short[] BrokenOff()
    {
        const int Fade = Second / 20;
        short[] said = Recording("0890")[..(int)(2.95 * Second)];
        for (int i = 0; i < Fade; i++)
        {
            said[^(i + 1)] = (short)(said[^(i + 1)] * i / Fade);
        }

        return said;
    }

    private static short[] Recording(string number) =>
        WavReader.ReadFile($"/usr/share/pocketsphinx/test/data/librivox/sense_and_sensibility_01_austen_64kb-{number}.wav").Samples.ToArray();
}
