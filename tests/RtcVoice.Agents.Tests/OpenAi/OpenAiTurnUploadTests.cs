using RtcVoice.Conversation.Agent;
using RtcVoice.TestKit.Upstreams;

namespace RtcVoice.Agents.Tests.OpenAi;

/// <summary>Turns go up while they are spoken, and are what the call hands over at their end.</summary>
public sealed class OpenAiTurnUploadTests
{
    private const int PieceSamples = UserTurn.SampleRate / 50;

    private static readonly short[] Noise = MakeNoise(3 * UserTurn.SampleRate);

    [Test]
    public async Task Of_a_turn_that_is_heard_little_is_left_to_send_at_its_end()
    {
        await using AnsweredCall call = await AnsweredCall.StartAsync();
        StandInSession session = await call.Upstream.SessionAsync(1);
        await session.CommandAsync("session.update", 2);
        Hear(call, 0, 50);
        call.Call.Tell(new UserSpeechStarted("item_1") { Position = Time(25) });
        Hear(call, 50, 90);
        await session.CommandAsync("input_audio_buffer.append", 10);
        Assert.That(session.Of("input_audio_buffer.commit"), Is.Empty);
        End(call, "item_1", 25, 100);
        await AssertHeardAsync(session, 1, 25, 100);
        Assert.That(session.Of("input_audio_buffer.append").Last().GetProperty("audio").GetBytesFromBase64(), Has.Length.LessThan(48_000 / 2));
        Assert.That(session.Of("input_audio_buffer.clear"), Is.Empty);
    }

    [Test]
    public async Task A_turn_of_which_a_piece_is_missing_goes_up_whole_at_its_end()
    {
        await using AnsweredCall call = await AnsweredCall.StartAsync();
        StandInSession session = await call.Upstream.SessionAsync(1);
        await session.CommandAsync("session.update", 2);
        call.Call.Tell(new UserSpeechStarted("item_1"));
        Hear(call, 0, 20);
        Hear(call, 21, 40);
        await session.CommandAsync("input_audio_buffer.append", 1);
        End(call, "item_1", 0, 50);
        await AssertHeardAsync(session, 1, 0, 50);
    }

    [Test]
    public async Task A_turn_that_was_none_leaves_nothing_in_the_next()
    {
        await using AnsweredCall call = await AnsweredCall.StartAsync();
        StandInSession session = await call.Upstream.SessionAsync(1);
        await session.CommandAsync("session.update", 2);
        call.Call.Tell(new UserSpeechStarted("item_1"));
        Hear(call, 0, 20);
        await session.CommandAsync("input_audio_buffer.append", 1);
        call.Call.Tell(new UserSpeechStarted("item_2") { Position = Time(10) });
        End(call, "item_2", 10, 60);
        await AssertHeardAsync(session, 1, 10, 60);
    }

    [Test]
    public async Task A_turn_whose_upstream_is_lost_while_it_is_spoken_goes_up_to_the_next()
    {
        await using AnsweredCall call = await AnsweredCall.StartAsync();
        StandInSession first = await call.Upstream.SessionAsync(1);
        await first.CommandAsync("session.update", 2);
        call.Call.Tell(new UserSpeechStarted("item_1"));
        Hear(call, 0, 20);
        await first.CommandAsync("input_audio_buffer.append", 1);
        first.Abort();
        StandInSession second = await call.Upstream.SessionAsync(2);
        Hear(call, 20, 40);
        End(call, "item_1", 0, 50);
        await AssertHeardAsync(second, 1, 0, 50);
    }

    private static async Task AssertHeardAsync(StandInSession session, int count, int from, int to)
    {
        await session.CommandAsync("input_audio_buffer.commit", count);
        await using AnsweredCall whole = await AnsweredCall.StartAsync();
        StandInSession reference = await whole.Upstream.SessionAsync(1);
        End(whole, "item_1", from, to);
        await reference.CommandAsync("input_audio_buffer.commit");
        Assert.That(session.Items[^1].Sound, Is.EqualTo(Time(to - from)).Within(TimeSpan.FromMilliseconds(1)));
        Assert.That(session.Items[^1].Pcm.SequenceEqual(reference.Items[0].Pcm), "it is the same sound");
    }

    private static void Hear(AnsweredCall call, int from, int to)
    {
        for (int piece = from; piece < to; piece++)
        {
            call.Call.Sound.Writer.TryWrite(new UserSound(Time(piece), Noise.AsMemory(piece * PieceSamples, PieceSamples)));
        }
    }

    private static void End(AnsweredCall call, string itemId, int from, int to) => call.Call.Tell(
        new UserTurnEnded(new UserTurn(itemId, Noise.AsMemory(from * PieceSamples, (to - from) * PieceSamples), Time(to - from))));

    private static TimeSpan Time(int pieces) => TimeSpan.FromSeconds((double)pieces * PieceSamples / UserTurn.SampleRate);

    private static short[] MakeNoise(int samples)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, samples).Select(_ => (short)random.Next(-8000, 8000))];
    }
}
