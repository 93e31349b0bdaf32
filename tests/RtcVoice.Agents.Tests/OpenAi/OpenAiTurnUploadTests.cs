using RtcVoice.TestKit.Agents;
using RtcVoice.TestKit.Upstreams;

namespace RtcVoice.Agents.Tests.OpenAi;

/// <summary>Turns go up while they are spoken, and are what the call hands over at their end.</summary>
public sealed class OpenAiTurnUploadTests
{
    [Test]
    public async Task Of_a_turn_that_is_heard_little_is_left_to_send_at_its_end()
    {
        await using AnsweredCall call = await AnsweredCall.StartAsync();
        StandInSession session = await call.Upstream.SessionAsync(1);
        await session.CommandAsync("session.update", 2);
        call.Person.BeHeard(0, 50);
        call.Person.Begin("item_1", 25);
        call.Person.BeHeard(50, 90);
        await session.CommandAsync("input_audio_buffer.append", 10);
        Assert.That(session.Of("input_audio_buffer.commit"), Is.Empty);
        call.Person.End("item_1", 25, 100);
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
        call.Person.Begin("item_1", 0);
        call.Person.BeHeard(0, 20);
        call.Person.BeHeard(21, 40);
        await session.CommandAsync("input_audio_buffer.append", 1);
        call.Person.End("item_1", 0, 50);
        await AssertHeardAsync(session, 1, 0, 50);
    }

    [Test]
    public async Task A_turn_that_was_none_leaves_nothing_in_the_next()
    {
        await using AnsweredCall call = await AnsweredCall.StartAsync();
        StandInSession session = await call.Upstream.SessionAsync(1);
        await session.CommandAsync("session.update", 2);
        call.Person.Begin("item_1", 0);
        call.Person.BeHeard(0, 20);
        await session.CommandAsync("input_audio_buffer.append", 1);
        call.Person.Begin("item_2", 10);
        call.Person.End("item_2", 10, 60);
        await AssertHeardAsync(session, 1, 10, 60);
    }

    [Test]
    public async Task A_turn_whose_upstream_is_lost_while_it_is_spoken_goes_up_to_the_next()
    {
        await using AnsweredCall call = await AnsweredCall.StartAsync();
        StandInSession first = await call.Upstream.SessionAsync(1);
        await first.CommandAsync("session.update", 2);
        call.Person.Begin("item_1", 0);
        call.Person.BeHeard(0, 20);
        await first.CommandAsync("input_audio_buffer.append", 1);
        first.Abort();
        StandInSession second = await call.Upstream.SessionAsync(2);
        call.Person.BeHeard(20, 40);
        call.Person.End("item_1", 0, 50);
        await AssertHeardAsync(second, 1, 0, 50);
    }

    private static async Task AssertHeardAsync(StandInSession session, int count, int from, int to)
    {
        await session.CommandAsync("input_audio_buffer.commit", count);
        await using AnsweredCall whole = await AnsweredCall.StartAsync();
        StandInSession reference = await whole.Upstream.SessionAsync(1);
        whole.Person.End("item_1", from, to);
        await reference.CommandAsync("input_audio_buffer.commit");
        Assert.That(session.Items[^1].Sound, Is.EqualTo(ScriptedPerson.Time(to - from)).Within(TimeSpan.FromMilliseconds(1)));
        Assert.That(session.Items[^1].Pcm.SequenceEqual(reference.Items[0].Pcm), "it is the same sound");
    }
}
