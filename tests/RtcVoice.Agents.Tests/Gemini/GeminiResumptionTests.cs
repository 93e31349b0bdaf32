using Microsoft.Extensions.Time.Testing;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Session;
using RtcVoice.TestKit.Agents;
using RtcVoice.TestKit.Upstreams;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.Agents.Tests.Gemini;

/// <summary>The upstream's connections end after ten minutes; calls do not.</summary>
public sealed class GeminiResumptionTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Test]
    public async Task An_upstream_that_will_close_is_left_in_a_pause_and_taken_up_again_without_being_told_anything_twice()
    {
        await using LiveCall call = await LiveCall.StartAsync();
        LiveStandInSession first = await call.SessionAsync(1);
        await call.ExchangeAsync(first, 1, "Here I am.", offersHandle: true);
        RecordedResponse response = await call.HearBeginningAsync(first, 2, "And now", Second);
        await first.GoAwayAsync(50 * Second);
        await first.SayAsync(" this.", Second);
        Assert.That(call.Upstream.Attempts, Is.EqualTo(1), "it is answering");
        await first.CompleteAsync();
        string handle = await first.OfferHandleAsync();
        await first.EndTurnAsync();
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(response.Messages.Single().Text, Is.EqualTo("And now this."));
        call.Person.Remember(response);

        LiveStandInSession second = await call.SessionAsync(2);
        Assert.That(second.Setup.GetProperty("sessionResumption").GetProperty("handle").GetString(), Is.EqualTo(handle));
        Assert.That(first.IsOpen, Is.False);
        await call.ExchangeAsync(second, 1, "Still here.");
        Assert.That(second.Context, Is.EqualTo(new[] { "sound 2.0", "model: Here I am.", "sound 2.0", "model: And now this.", "sound 2.0", "model: Still here." }));
        Assert.That(call.Call.Errors, Is.Empty);
    }

    [Test]
    public async Task An_upstream_that_has_no_time_left_is_left_in_mid_turn_and_the_next_hears_it_whole()
    {
        var clock = new FakeTimeProvider();
        await using LiveCall call = await LiveCall.StartAsync(clock: clock);
        LiveStandInSession first = await call.SessionAsync(1);
        await call.ExchangeAsync(first, 1, "Here I am.", offersHandle: true);
        call.Person.Begin("item_1", 0);
        call.Person.BeHeard(0, 20);
        await first.MessageAsync("realtimeInput.audio", 6);
        await first.GoAwayAsync(10 * Second);
        await first.HearAsync("Well");
        await Eventually.IsTrueAsync(
            () =>
            {
                clock.Advance(Second);
                return call.Upstream.Sessions.Count == 2;
            },
            "it is left");
        LiveStandInSession second = await call.SessionAsync(2);
        call.Person.BeHeard(20, 30);
        call.Person.End("item_1", 0, 50);
        RecordedResponse response = call.Person.Ask();
        await second.WantedAsync();
        await second.AnswerAsync("Yes?", Second);
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(second.Context, Is.EqualTo(new[] { "sound 2.0", "model: Here I am.", "sound 1.0", "model: Yes?" }));
        Assert.That(call.Call.Errors, Is.Empty);
    }

    [Test]
    public async Task A_lost_session_is_taken_up_from_its_last_handle_and_told_what_came_since()
    {
        await using LiveCall call = await LiveCall.StartAsync();
        LiveStandInSession first = await call.SessionAsync(1);
        await call.ExchangeAsync(first, 1, "One.", offersHandle: true);
        string turn = call.Person.Speak();
        RecordedResponse response = call.Person.Ask();
        await first.WantedAsync(2);
        await first.HearAsync("Count.");
        await first.SayAsync("Two three four", 3 * Second);
        await Eventually.IsTrueAsync(() => response.Messages.Sum(m => m.Sound.Ticks) == 3 * Second.Ticks, "it is said");
        first.Abort();
        Assert.That(await response.EndedAsync(), Is.EqualTo("upstream_lost"));
        call.Person.Remember(new MessageItem { Id = turn, Role = MessageRole.User, Content = [new InputAudioPart("Count.")] });
        call.Person.CutIn(response, "Two three", 2 * Second);

        LiveStandInSession second = await call.SessionAsync(2);
        await call.ExchangeAsync(second, 1, "Four.");
        Assert.That(second.Context, Is.EqualTo(new[]
        {
            "sound 2.0", "model: One.", "user: Count.", "user: [You have said: \"Two three\"]", "sound 2.0", "model: Four.",
        }));
        Assert.That(call.Call.Errors, Is.EqualTo(new[] { "upstream_lost" }));
    }

    [Test]
    public async Task A_cut_that_the_handle_does_not_know_of_is_told_again()
    {
        await using LiveCall call = await LiveCall.StartAsync();
        LiveStandInSession first = await call.SessionAsync(1);
        RecordedResponse response = await call.ExchangeAsync(first, 1, "One two three.", offersHandle: true);
        call.Person.Begin("item_1", 0);
        call.Person.CutIn(response, "One two", Second);
        await first.MessageAsync("realtimeInput.text");
        first.Abort();
        LiveStandInSession second = await call.SessionAsync(2);
        call.Person.End("item_1", 0, 50);
        call.Person.Ask();
        await second.WantedAsync();
        Assert.That(second.Context, Has.One.Contains("heard only this: \"One two\""));
        Assert.That(second.Context, Has.One.EqualTo("model: One two three."));
    }

    [Test]
    public async Task A_session_that_cannot_be_taken_up_is_told_the_conversation_as_it_was_heard()
    {
        await using LiveCall call = await LiveCall.StartAsync();
        LiveStandInSession first = await call.SessionAsync(1);
        string turn = call.Person.Speak();
        RecordedResponse response = call.Person.Ask();
        await first.WantedAsync();
        await first.HearAsync("Find twelve.");
        await first.CallAsync(("call_1", "find", "{}"));
        await response.EndedAsync();
        call.Person.Remember(new MessageItem { Id = turn, Role = MessageRole.User, Content = [new InputAudioPart("Find twelve.")] });
        call.Person.Remember(response);
        call.Person.Return(response.Calls.Single(), "found");
        RecordedResponse told = call.Person.Ask();
        await first.WantedAsync(2);
        await first.AnswerAsync("Here it is.", 2 * Second);
        await told.EndedAsync();
        call.Person.CutIn(told, "Here it", Second);
        await first.OfferHandleAsync();
        call.Upstream.ForgetHandles();
        await first.CloseAsync(1011, "Deadline expired before operation could complete.");

        LiveStandInSession third = await call.SessionAsync(3);
        await third.MessageAsync("clientContent");
        Assert.That(third.Context, Is.EqualTo(new[]
        {
            "user: Find twelve.", "user: [You have called the function find with {} as the call call_1.]", "user: [The call call_1 has returned: found]", "model: Here it",
        }));
        await call.ExchangeAsync(third, 1, "Anything else?");
        Assert.That(third.Of("realtimeInput.text"), Is.Empty);
        Assert.That(call.Call.Errors, Is.EqualTo(new[] { "upstream_lost" }));
    }

    [Test]
    public async Task A_session_that_is_to_be_another_takes_the_place_of_the_first_and_goes_on_from_it()
    {
        await using LiveCall call = await LiveCall.StartAsync();
        LiveStandInSession first = await call.SessionAsync(1);
        await call.ExchangeAsync(first, 1, "Hello.", offersHandle: true);
        call.Call.Tell(new SessionChanged(SessionConfig.Default with { Audio = new AudioConfig { Input = new AudioInputConfig { TurnDetection = null } } }));
        call.Call.Tell(new SessionChanged(SessionConfig.Default with { Instructions = "Be long." }));
        call.Person.Write("Go on.");
        RecordedResponse response = call.Person.Ask(ResponseConfig.Of(SessionConfig.Default with { Instructions = "Be long." }));
        LiveStandInSession second = await call.SessionAsync(2);
        await second.WantedAsync();
        await second.AnswerAsync("On and on.", Second);
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(second.Setup.GetProperty("systemInstruction").ToString(), Does.Contain("Be long."));
        Assert.That(second.Context, Is.EqualTo(new[] { "sound 2.0", "model: Hello.", "user: Go on.", "model: On and on." }));
        Assert.That(call.Upstream.Attempts, Is.EqualTo(2), "what changes nothing there makes no other session");
        Assert.That(call.Call.Errors, Is.Empty);
    }

    [Test]
    public async Task What_is_taken_out_of_the_conversation_another_session_does_not_know()
    {
        await using LiveCall call = await LiveCall.StartAsync();
        LiveStandInSession first = await call.SessionAsync(1);
        string secret = call.Person.Write("The secret is seven.");
        RecordedResponse response = call.Person.Ask();
        await first.WantedAsync();
        await first.AnswerAsync("I see.", Second);
        await response.EndedAsync();
        call.Person.Remember(response);
        await first.OfferHandleAsync();
        call.Person.Forget(secret);
        LiveStandInSession second = await call.SessionAsync(2);
        await second.MessageAsync("clientContent");
        Assert.That(second.Context, Is.EqualTo(new[] { "model: I see." }));
        Assert.That(call.Call.Errors, Is.Empty);
    }
}
