using System.Runtime.InteropServices;
using RtcVoice.TestKit.Agents;
using RtcVoice.TestKit.Upstreams;

namespace RtcVoice.Agents.Tests.Gemini;

/// <summary>Turns go up while they are spoken, and are what the call hands over at their end.</summary>
public sealed class GeminiTurnUploadTests
{
    [Test]
    public async Task Of_a_turn_that_is_heard_little_is_left_to_send_at_its_end()
    {
        await using LiveCall call = await LiveCall.StartAsync();
        LiveStandInSession session = await call.SessionAsync(1);
        call.Person.BeHeard(0, 50);
        call.Person.Begin("item_1", 25);
        call.Person.BeHeard(50, 90);
        await session.MessageAsync("realtimeInput.audio", 13);
        Assert.That(session.Of("realtimeInput.activityEnd"), Is.Empty);
        await AssertHeardAsync(call, session, 25, 100);
    }

    [Test]
    public async Task A_turn_of_which_a_piece_is_missing_goes_up_from_there_at_its_end()
    {
        await using LiveCall call = await LiveCall.StartAsync();
        LiveStandInSession session = await call.SessionAsync(1);
        call.Person.Begin("item_1", 0);
        call.Person.BeHeard(0, 20);
        call.Person.BeHeard(21, 40);
        await session.MessageAsync("realtimeInput.audio", 4);
        await AssertHeardAsync(call, session, 0, 50);
    }

    [Test]
    public async Task A_turn_that_nobody_answers_is_heard_with_the_next()
    {
        await using LiveCall call = await LiveCall.StartAsync();
        LiveStandInSession session = await call.SessionAsync(1);
        call.Person.Begin("item_0", 0);
        call.Person.End("item_0", 0, 50);
        call.Person.Begin("item_1", 50);
        await AssertHeardAsync(call, session, 50, 100, heardFrom: 0);
    }

    [Test]
    public async Task A_turn_whose_upstream_is_lost_while_it_is_spoken_goes_up_to_the_next()
    {
        await using LiveCall call = await LiveCall.StartAsync();
        LiveStandInSession first = await call.SessionAsync(1);
        call.Person.Begin("item_1", 0);
        call.Person.BeHeard(0, 20);
        await first.MessageAsync("realtimeInput.audio");
        first.Abort();
        LiveStandInSession second = await call.SessionAsync(2);
        call.Person.BeHeard(20, 40);
        await AssertHeardAsync(call, second, 0, 50);
    }

    private static async Task AssertHeardAsync(LiveCall call, LiveStandInSession session, int from, int to, int? heardFrom = null)
    {
        call.Person.End("item_1", from, to);
        call.Person.Ask();
        await session.WantedAsync();
        byte[] sound = MemoryMarshal.AsBytes(ScriptedPerson.Sound(heardFrom ?? from, to).Span).ToArray();
        Assert.That(session.Turns.Single().SequenceEqual(sound), "it is the same sound, once");
    }
}
