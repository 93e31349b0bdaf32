using System.Text.Json;
using Microsoft.Extensions.AI;
using RtcVoice.Agents.Gemini;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Tools;
using RtcVoice.TestKit.Agents;
using RtcVoice.TestKit.Upstreams;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.Agents.Tests.Gemini;

/// <summary>Conversations while the upstream does what it should.</summary>
public sealed class GeminiConversationTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_spoken_turn_is_heard_and_answered_aloud(bool asText)
    {
        await using LiveCall call = await LiveCall.StartAsync();
        LiveStandInSession session = await call.SessionAsync(1);
        session.SendsText = asText;
        string turn = call.Person.Speak();
        RecordedResponse response = call.Person.Ask();
        await session.WantedAsync();
        await session.HearAsync(" Hel");
        await session.HearAsync("lo?");
        await session.AnswerAsync("Good day to you.", 3 * Second);

        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        RecordedMessage message = response.Messages.Single();
        Assert.That((message.Text, message.Sound, message.IsComplete), Is.EqualTo(("Good day to you.", 3 * Second, true)));
        Assert.That(response.Usage, Is.EqualTo(new ResponseUsage { InputTextTokens = 4, InputAudioTokens = 6, CachedTokens = 2, OutputTextTokens = 5, OutputAudioTokens = 15 }));
        Assert.That(call.Call.Transcripts.Single(), Is.EqualTo((turn, "Hello?")));
        Assert.That(session.Context, Is.EqualTo(new[] { "sound 2.0", "model: Good day to you." }));
        Assert.That(call.Call.Errors, Is.Empty);
    }

    [Test]
    public async Task The_session_is_configured_as_the_call_is_and_turns_stay_here()
    {
        SessionConfig config = SessionConfig.Default with
        {
            Instructions = "Be brief.",
            MaxOutputTokens = 100,
            Tools = [new FunctionTool { Name = "find", Description = "Finds.", Parameters = JsonElement.Parse("""{"type":"object","properties":{"order":{"type":"integer"}}}""") }],
            Audio = new AudioConfig { Output = new AudioOutputConfig { Voice = "Kore" } },
        };
        var tool = new ServerTool(AIFunctionFactory.Create((string city) => city, "weather", "Tells the weather."));
        await using LiveCall call = await LiveCall.StartAsync(new GeminiOptions { Model = "gemini-x" }, session: config, tools: tool);
        JsonElement setup = (await call.SessionAsync(1)).Setup;
        Assert.That(call.Upstream.Keys, Is.EqualTo(new[] { "key-test" }));
        Assert.That(setup.GetProperty("model").GetString(), Is.EqualTo("models/gemini-x"));
        Assert.That(setup.GetProperty("systemInstruction").GetProperty("parts")[0].GetProperty("text").GetString(), Is.EqualTo("Be brief."));
        Assert.That(setup.GetProperty("realtimeInputConfig").GetProperty("automaticActivityDetection").GetProperty("disabled").GetBoolean());
        JsonElement generation = setup.GetProperty("generationConfig");
        Assert.That(generation.GetProperty("maxOutputTokens").GetInt32(), Is.EqualTo(100));
        Assert.That(generation.GetProperty("responseModalities")[0].GetString(), Is.EqualTo("AUDIO"));
        Assert.That(generation.GetProperty("speechConfig").GetProperty("voiceConfig").GetProperty("prebuiltVoiceConfig").GetProperty("voiceName").GetString(), Is.EqualTo("Kore"));
        JsonElement[] functions = [.. setup.GetProperty("tools")[0].GetProperty("functionDeclarations").EnumerateArray()];
        Assert.That(functions.Select(f => f.GetProperty("name").GetString()), Is.EqualTo(new[] { "find", "weather" }));
        Assert.That(functions.Select(f => f.GetProperty("behavior").GetString()), Is.All.EqualTo("BLOCKING"));
        Assert.That(setup.TryGetProperty("inputAudioTranscription", out _) && setup.TryGetProperty("outputAudioTranscription", out _));
        Assert.That(setup.GetProperty("contextWindowCompression").TryGetProperty("slidingWindow", out _));
        Assert.That(setup.GetProperty("sessionResumption").EnumerateObject(), Is.Empty);
        Assert.That(setup.TryGetProperty("historyConfig", out _), Is.False);
    }

    [TestCase("marin", "Puck", "Puck")]
    [TestCase("default", "Puck", "Puck")]
    [TestCase("alloy", "", null)]
    public async Task A_voice_of_OpenAIs_is_not_asked_for(string named, string usual, string? asked)
    {
        SessionConfig config = SessionConfig.Default with { Audio = new AudioConfig { Output = new AudioOutputConfig { Voice = named } } };
        await using LiveCall call = await LiveCall.StartAsync(new GeminiOptions { Voice = usual }, session: config);
        JsonElement generation = (await call.SessionAsync(1)).Setup.GetProperty("generationConfig");
        string? voice = generation.TryGetProperty("speechConfig", out JsonElement speech)
            ? speech.GetProperty("voiceConfig").GetProperty("prebuiltVoiceConfig").GetProperty("voiceName").GetString()
            : null;
        Assert.That(voice, Is.EqualTo(asked));
    }

    [Test]
    public async Task What_is_written_is_answered_as_what_is_said()
    {
        await using LiveCall call = await LiveCall.StartAsync();
        LiveStandInSession session = await call.SessionAsync(1);
        call.Person.Write("My name is Ada.");
        call.Person.Write("What is it?");
        RecordedResponse response = call.Person.Ask();
        await session.WantedAsync();
        await session.AnswerAsync("Ada.", Second);
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(session.Context, Is.EqualTo(new[] { "user: My name is Ada.", "user: What is it?", "model: Ada." }));
        call.Person.Remember(response);

        // Asked again with nothing new, and with words of its own.
        RecordedResponse again = call.Person.Ask();
        await session.WantedAsync(2);
        await session.AnswerAsync("Still Ada.", Second);
        Assert.That(await again.EndedAsync(), Is.EqualTo("completed"));
        call.Person.Remember(again);
        call.Person.Ask(ResponseConfig.Of(SessionConfig.Default) with { Instructions = "Say goodbye." });
        await session.WantedAsync(3);
        Assert.That(session.Context.Skip(3), Is.EqualTo(new[] { "user: [Nobody says anything. Go on.]", "model: Still Ada.", "user: [For this answer: Say goodbye.]" }));
        Assert.That(call.Call.Errors, Is.Empty);
    }

    [Test]
    public async Task An_answer_that_is_to_be_read_is_what_is_said_in_words()
    {
        await using LiveCall call = await LiveCall.StartAsync();
        LiveStandInSession session = await call.SessionAsync(1);
        call.Person.Write("Hello.");
        RecordedResponse response = call.Person.Ask(ResponseConfig.Of(SessionConfig.Default) with { Modality = OutputModality.Text });
        await session.WantedAsync();
        await session.AnswerAsync("Good day.", Second);
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        RecordedMessage message = response.Messages.Single();
        Assert.That((message.Text, message.Sound), Is.EqualTo(("Good day.", TimeSpan.Zero)));
    }

    [Test]
    public async Task Who_cuts_in_has_the_model_stop_and_learn_which_words_were_heard()
    {
        await using LiveCall call = await LiveCall.StartAsync();
        LiveStandInSession session = await call.SessionAsync(1);
        session.HoldsInterruptions = true;
        RecordedResponse response = await call.HearBeginningAsync(session, 1, "One two three four", 4 * Second);
        RecordedMessage message = response.Messages.Single();

        call.Person.BeHeard(0, 50);
        call.Person.Begin("item_cut", 25);
        call.Person.CutIn(response, "One two", 1.3 * Second);
        await session.MessageAsync("realtimeInput.activityStart", 2);
        JsonElement note = await session.MessageAsync("realtimeInput.text");
        Assert.That(note.GetString(), Is.EqualTo("[You were interrupted. Of your last message the person heard only this: \"One two\" Treat the rest as not said.]"));

        call.Person.End("item_cut", 25, 100);
        RecordedResponse next = call.Person.Ask();
        await session.WantedAsync(2);
        await session.SayAsync(" five", Second);
        await session.InterruptAsync();
        await session.HearAsync("Stop!");
        await session.AnswerAsync("Sorry.", Second);
        Assert.That(await next.EndedAsync(), Is.EqualTo("completed"));
        Assert.That((message.Text, message.Sound), Is.EqualTo(("One two three four", 4 * Second)), "what comes late is let go");
        Assert.That((next.Messages.Single().Text, next.Messages.Single().Sound), Is.EqualTo(("Sorry.", Second)));
        Assert.That(call.Call.Transcripts, Is.EqualTo(new[] { ("item_cut", "Stop!") }));
        Assert.That(session.Of("realtimeInput.text").Count(), Is.EqualTo(1), "it is told once");
        Assert.That(next.Usage?.InputAudioTokens, Is.EqualTo(1 + 6), "what the broken answer took is told with the next");
        Assert.That(call.Call.Errors, Is.Empty);
    }

    [Test]
    public async Task What_a_client_corrects_afterwards_is_told_too_and_what_nobody_heard_as_well()
    {
        await using LiveCall call = await LiveCall.StartAsync();
        LiveStandInSession session = await call.SessionAsync(1);
        RecordedResponse first = await call.HearBeginningAsync(session, 1, "One two three", 3 * Second);
        call.Person.Begin("item_cut", 0);
        call.Person.CutIn(first, "One two", 2 * Second);
        await session.MessageAsync("realtimeInput.text");
        call.Call.Tell(new MessageTruncated(first.Messages.Single().Writer.ItemId, Second, "One"));
        Assert.That((await session.MessageAsync("realtimeInput.text", 2)).GetString(), Does.Contain("\"One\""));
        call.Person.End("item_cut", 0, 50);
        RecordedResponse second = call.Person.Ask();
        await session.WantedAsync(2);
        await session.SayAsync("Four", Second);
        await Eventually.IsTrueAsync(() => !second.Messages.IsEmpty, "it begins");
        call.Person.CutIn(second, "", TimeSpan.Zero);
        call.Person.Write("No.");
        RecordedResponse third = call.Person.Ask();
        await session.WantedAsync(3);
        await session.AnswerAsync("Five.", Second);
        Assert.That(await third.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(session.Context.TakeLast(3), Is.EqualTo(new[]
        {
            "user: [You were interrupted before any of your last message was heard. Treat it as not said.]", "user: No.", "model: Five.",
        }));
        Assert.That(call.Upstream.Sessions, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task An_answer_that_is_not_cut_off_is_not_broken_off_by_who_speaks_meanwhile()
    {
        await using LiveCall call = await LiveCall.StartAsync();
        LiveStandInSession session = await call.SessionAsync(1);
        RecordedResponse response = await call.HearBeginningAsync(session, 1, "Please hear this", Second);
        call.Person.Begin("item_meanwhile", 0);
        call.Person.BeHeard(0, 40);
        call.Person.End("item_meanwhile", 0, 50);
        await session.AnswerAsync(" out.", Second);
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        call.Person.Remember(response);
        call.Person.Ask();
        await session.WantedAsync(2);
        Assert.That(session.Context, Is.EqualTo(new[] { "sound 2.0", "model: Please hear this out.", "sound 1.0" }));
        Assert.That(response.Messages.Single().Text, Is.EqualTo("Please hear this out."));
    }

    [Test]
    public async Task An_answer_is_over_when_all_of_it_is_there_however_long_the_upstream_takes_it_to_be_heard()
    {
        await using LiveCall call = await LiveCall.StartAsync();
        LiveStandInSession session = await call.SessionAsync(1);
        RecordedResponse first = await call.HearBeginningAsync(session, 1, "A long story.", 20 * Second);
        await session.CompleteAsync();
        Assert.That(await first.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(first.Messages.Single().IsComplete);
        Assert.That(first.Usage, Is.Null);
        call.Person.Remember(first);
        call.Person.Write("And then?");
        RecordedResponse second = call.Person.Ask();
        await session.WantedAsync(2);
        await session.EndTurnAsync();
        await session.AnswerAsync("Nothing.", Second);
        Assert.That(await second.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(second.Messages.Single().Text, Is.EqualTo("Nothing."));
        Assert.That(second.Usage?.InputAudioTokens, Is.EqualTo(12));
    }

    [Test]
    public async Task Functions_are_called_and_their_outputs_go_back()
    {
        await using LiveCall call = await LiveCall.StartAsync();
        LiveStandInSession session = await call.SessionAsync(1);
        call.Person.Speak();
        RecordedResponse response = call.Person.Ask();
        await session.WantedAsync();
        await session.SayAsync("One moment.", Second);
        await session.CallAsync(("call_a", "find", """{"order":12}"""), ("call_b", "look", "{}"), ("call_c", "wait", "{}"));
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(response.Messages.Single().IsComplete);
        Assert.That(response.Usage?.InputAudioTokens, Is.EqualTo(2));
        Assert.That(response.Calls.Select(c => (c.Name, c.Writer.CallId, c.Arguments, c.IsComplete)), Is.EqualTo(new[]
        {
            ("find", "call_a", """{"order":12}""", true), ("look", "call_b", "{}", true), ("wait", "call_c", "{}", true),
        }));
        call.Person.Remember(response);
        call.Person.Return(response.Calls.First(), "sent");
        call.Person.Return(response.Calls.ElementAt(1), """{"seen":true}""");
        RecordedResponse told = call.Person.Ask();
        await session.WantedAsync(2);
        await session.AnswerAsync("It was sent.", Second);
        Assert.That(await told.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(session.Context.TakeLast(4), Is.EqualTo(new[]
        {
            """output: find {"output":"sent"}""", """output: look {"seen":true}""", """output: wait {"error":"It was not run."}""", "model: It was sent.",
        }));
        Assert.That(session.Of("toolResponse").Count(), Is.EqualTo(1));
        Assert.That(call.Call.Errors, Is.Empty);
    }

    [Test]
    public async Task What_a_tool_of_the_server_has_found_goes_back_with_the_next_answer()
    {
        await using LiveCall call = await LiveCall.StartAsync();
        LiveStandInSession session = await call.SessionAsync(1);
        call.Person.Speak();
        RecordedResponse response = call.Person.Ask();
        await session.WantedAsync();
        await session.CallAsync(("call_w", "weather", "{}"));
        await response.EndedAsync();
        call.Person.Remember(new McpCallItem { Id = response.Calls.Single().Writer.ItemId, Name = "weather", Arguments = "{}", Output = "rain" });
        call.Person.Ask();
        await session.WantedAsync(2);
        Assert.That(session.Context, Is.EqualTo(new[] { "sound 2.0", "call: weather {}", """output: weather {"output":"rain"}""" }));
    }

    [Test]
    public async Task Who_cuts_in_while_a_function_runs_has_it_cancelled_and_what_it_returns_is_told_all_the_same()
    {
        await using LiveCall call = await LiveCall.StartAsync();
        LiveStandInSession session = await call.SessionAsync(1);
        call.Person.Speak();
        RecordedResponse response = call.Person.Ask();
        await session.WantedAsync();
        await session.CallAsync(("call_a", "find", "{}"));
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        call.Person.Remember(response);
        call.Person.Speak();
        call.Person.Return(response.Calls.Single(), "found");
        RecordedResponse next = call.Person.Ask();
        await session.WantedAsync(2);
        await session.AnswerAsync("Yes.", Second);
        Assert.That(await next.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(session.Of("toolResponse"), Is.Empty);
        Assert.That(session.Context, Does.Contain("user: [The call call_a has returned: found]"));
        Assert.That(session.Context.Count(c => c == "sound 2.0"), Is.EqualTo(2));
        Assert.That(call.Call.Errors, Is.Empty);
    }

    [Test]
    public async Task A_function_that_is_called_when_nobody_has_asked_for_anything_does_not_hold_the_model_up()
    {
        await using LiveCall call = await LiveCall.StartAsync();
        LiveStandInSession session = await call.SessionAsync(1);
        await session.CallAsync(("call_a", "find", "{}"));
        JsonElement output = (await session.MessageAsync("toolResponse")).GetProperty("functionResponses")[0];
        Assert.That(output.GetProperty("id").GetString(), Is.EqualTo("call_a"));
        Assert.That(output.GetProperty("response").TryGetProperty("error", out _));
    }

    [Test]
    public async Task Sound_that_nobody_has_room_for_yet_does_not_keep_the_upstream_waiting()
    {
        await using LiveCall call = await LiveCall.StartAsync();
        LiveStandInSession session = await call.SessionAsync(1);
        string turn = call.Person.Speak();
        RecordedResponse response = call.Person.Ask();
        var room = new TaskCompletionSource();
        response.Room = room.Task;
        await session.WantedAsync();
        await session.HearAsync("Tell me.");
        await session.AnswerAsync("A long story.", 60 * Second);
        await Eventually.IsTrueAsync(() => call.Call.Transcripts.Contains((turn, "Tell me.")), "the words come through");
        Assert.That(response.Messages.Single().Sound, Is.EqualTo(TimeSpan.Zero));
        room.SetResult();
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(response.Messages.Single().Sound, Is.EqualTo(60 * Second));
    }

    [Test]
    public async Task What_the_model_writes_is_given_when_it_says_nothing_and_what_it_thinks_never()
    {
        await using LiveCall call = await LiveCall.StartAsync();
        LiveStandInSession session = await call.SessionAsync(1);
        call.Person.Write("Hello.");
        RecordedResponse response = call.Person.Ask();
        await session.WantedAsync();
        await session.SendAsync(new { serverContent = new { modelTurn = new { parts = new object[] { new { text = "hmm", thought = true }, new { text = "Hi." } } } } });
        await session.EndTurnAsync();
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(response.Messages.Single().Text, Is.EqualTo("Hi."));
    }

    [Test]
    public async Task A_model_that_has_nothing_to_say_has_answered()
    {
        await using LiveCall call = await LiveCall.StartAsync();
        LiveStandInSession session = await call.SessionAsync(1);
        call.Person.Speak();
        RecordedResponse response = call.Person.Ask();
        await session.WantedAsync();
        await session.EndTurnAsync();
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(response.Messages, Is.Empty);
    }

    [Test]
    public async Task What_it_cannot_do_is_said()
    {
        await using LiveCall call = await LiveCall.StartAsync();
        await call.SessionAsync(1);
        Assert.That(await call.Person.Ask(ResponseConfig.Of(SessionConfig.Default) with { IsOutOfBand = true }).EndedAsync(), Is.EqualTo("not_supported"));
        Assert.That(await call.Person.Ask(ResponseConfig.Of(SessionConfig.Default) with { Input = [] }).EndedAsync(), Is.EqualTo("not_supported"));
    }
}
