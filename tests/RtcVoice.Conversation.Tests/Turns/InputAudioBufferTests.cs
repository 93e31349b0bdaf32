using RtcVoice.Audio.Wav;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Turns;

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
        double Delay(TurnDetection detection)
        {
            using var buffer = new InputAudioBuffer(SharedVad.Model) { Detection = detection };
            buffer.Write(Sentence());
            TimeSpan end = buffer.Position;
            while (!Ends(buffer))
            {
                Assert.That(buffer.Position - end, Is.LessThan(TimeSpan.FromSeconds(5)));
                buffer.Write(new short[Second / 100]);
            }

            return (buffer.Position - end).TotalMilliseconds;
        }

        double usual = Delay(new ServerVad());
        Assert.That(Delay(new ServerVad { SilenceDurationMs = 1500 }) - usual, Is.EqualTo(1000).Within(70));
        Assert.That(Delay(new SemanticVad { Eagerness = Eagerness.High }), Is.LessThan(usual));
        Assert.That(Delay(new SemanticVad { Eagerness = Eagerness.Low }), Is.GreaterThan(usual));
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

    private static short[] Sentence() =>
        WavReader.ReadFile("/usr/share/pocketsphinx/test/data/librivox/sense_and_sensibility_01_austen_64kb-0870.wav").Samples[..(3 * Second)].ToArray();
}
