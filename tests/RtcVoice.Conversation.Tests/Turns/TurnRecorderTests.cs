using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Turns;

namespace RtcVoice.Conversation.Tests.Turns;

public sealed class TurnRecorderTests
{
    [Test]
    public void A_turn_holds_the_sound_from_before_it_was_noticed()
    {
        using var recorder = new TurnRecorder();
        recorder.Write(Ramp(0, 10_000));
        recorder.Begin(start: 8_000);
        recorder.Write(Ramp(10_000, 5_000));
        TurnSound turn = recorder.End(TimeSpan.FromSeconds(0.3));
        Assert.That(turn.Pcm.ToArray(), Is.EqualTo(Ramp(8_000, 7_000)));
        Assert.That(recorder.IsRecording, Is.False);
    }

    [Test]
    public void A_start_further_back_than_is_kept_gives_what_is_kept()
    {
        using var recorder = new TurnRecorder();
        recorder.Write(Ramp(0, 30_000));
        recorder.Begin(start: 0);
        Assert.That(recorder.End(TimeSpan.Zero).Pcm.ToArray(), Is.EqualTo(Ramp(10_000, 20_000)));
    }

    [Test]
    public void A_start_before_the_first_sound_gives_what_was_said_and_nothing_that_its_memory_held_before()
    {
        using var recorder = new TurnRecorder();
        recorder.Write(Ramp(1, 100));
        recorder.Begin(start: -20_000);
        Assert.That(recorder.End(TimeSpan.Zero).Pcm.ToArray(), Is.EqualTo(Ramp(1, 100)));
    }

    [Test]
    public void A_turn_without_end_keeps_its_latest_part_and_bounded_memory()
    {
        using var recorder = new TurnRecorder();
        recorder.Begin(0);
        int second = UserTurn.SampleRate;
        for (int i = 0; i < 90; i++)
        {
            recorder.Write(Ramp(i * second, second));
        }

        short[] kept = recorder.End(TimeSpan.FromSeconds(90)).Pcm.ToArray();
        Assert.That(kept.Length, Is.InRange(59 * second, 60 * second));
        Assert.That(kept, Is.EqualTo(Ramp((90 * second) - kept.Length, kept.Length)));
    }

    [Test]
    public void Loudness_is_relative_to_full_scale()
    {
        Assert.That(new UserTurn("item_1", new short[160], TimeSpan.Zero).LoudnessDbfs, Is.EqualTo(-96));
        Assert.That(new UserTurn("item_1", Enumerable.Repeat((short)-32768, 160).ToArray(), TimeSpan.Zero).LoudnessDbfs, Is.EqualTo(0).Within(1e-9));
        Assert.That(new UserTurn("item_1", Enumerable.Repeat((short)3277, 160).ToArray(), TimeSpan.Zero).LoudnessDbfs, Is.EqualTo(-20).Within(0.01));
    }

    private static short[] Ramp(int start, int count) => [.. Enumerable.Range(start, count).Select(i => (short)i)];
}
