using System.Text.Json;
using Microsoft.Extensions.AI;
using RtcVoice.Agents.Cascade;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Tools;
using RtcVoice.TestKit.Agents;
using RtcVoice.TestKit.Upstreams;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.Agents.Tests.Cascade;

/// <summary>Conversations while the servers do what they should.</summary>
public sealed class CascadeConversationTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Rounding = TimeSpan.FromMilliseconds(1);

    [Test]
    public async Task A_spoken_turn_is_made_out_thought_about_and_answered_aloud()
    {
        SessionConfig session = SessionConfig.Default with
        {
            Instructions = "Be brief.",
            MaxOutputTokens = 200,
            Audio = new AudioConfig { Input = new AudioInputConfig { Transcription = new TranscriptionConfig { Language = "en", Prompt = "lighthouse" } }, Output = new AudioOutputConfig { Voice = "nova", Speed = 1.25 } },
        };
        var options = new CascadeOptions { Chat = new CascadeChatOptions { Model = "llama", Temperature = 0.5f } };
        await using CascadeRun run = await CascadeRun.StartAsync(options, session: session);
        run.Servers.Speak();
        string turn = run.Speak();
        RecordedResponse response = run.Ask();
        HttpExchange heard = await run.Servers.TranscriptionAsync();
        Assert.That(heard.Headers["authorization"], Is.EqualTo("Bearer sk-test"));
        Assert.That(heard.Text, Does.Contain("RIFF").And.Contain("gpt-4o-mini-transcribe").And.Contain("lighthouse"));
        Assert.That(heard.Body, Has.Length.GreaterThan(2 * UserTurn.SampleRate * sizeof(short)));
        await CascadeStandIn.TranscribeAsync(heard, " Hello? ");
        HttpExchange asked = await run.Servers.ChatAsync();
        await ChatAnswer.SayAllAsync(asked, "Good day ", "to you.");

        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(run.Call.Transcripts.Single(), Is.EqualTo((turn, "Hello?")));
        Assert.That(CascadeRun.MessagesOf(asked), Is.EqualTo(new[] { "system: Be brief.", "user: Hello?" }));
        Assert.That(asked.Json.GetProperty("model").GetString(), Is.EqualTo("llama"));
        Assert.That(asked.Json.GetProperty("temperature").GetDouble(), Is.EqualTo(0.5));
        Assert.That(asked.Json.GetProperty("max_completion_tokens").GetInt32(), Is.EqualTo(200));
        JsonElement spoken = run.Servers.Speeches.Single().Json;
        Assert.That((spoken.GetProperty("voice").GetString(), spoken.GetProperty("speed").GetDouble(), spoken.GetProperty("response_format").GetString()), Is.EqualTo(("nova", 1.25, "pcm")));
        RecordedMessage message = response.Messages.Single();
        Assert.That((message.Text, message.IsComplete), Is.EqualTo(("Good day to you.", true)));
        Assert.That(message.Sound, Is.EqualTo(1.6 * Second).Within(Rounding));
        Assert.That(response.Usage, Is.EqualTo(new ResponseUsage { InputTextTokens = 10, CachedTokens = 4, OutputTextTokens = 5 }));
        Assert.That(run.Call.Errors, Is.Empty);
    }

    [Test]
    public async Task The_first_sentence_is_spoken_while_the_rest_is_still_thought_of_and_all_are_heard_in_order()
    {
        await using CascadeRun run = await CascadeRun.StartAsync();
        run.Servers.Hear("Tell me a story.");
        RecordedResponse response = run.SpeakAndAsk();
        ChatAnswer answer = await ChatAnswer.BeginAsync(await run.Servers.ChatAsync());
        await answer.SayAsync("One fish. Two");
        HttpExchange first = await run.SpeechOfAsync("One fish.");
        await answer.SayAsync(" fish. Red fish. Blue fish. Old fish. ");
        await CascadeStandIn.SpeakAsync(await run.SpeechOfAsync("Two fish."), 2 * Second);
        await CascadeStandIn.SpeakAsync(await run.SpeechOfAsync("Red fish."), 3 * Second);
        Assert.That(response.Messages, Is.Empty, "the second sentence waits for the first");

        await first.BeginAsync("audio/pcm");
        await first.WriteAsync(CascadeStandIn.Sound(Second));
        await Eventually.IsTrueAsync(() => response.Messages.SingleOrDefault()?.Sound >= Second - Rounding, "the first sounds before it is whole");
        Assert.That((response.Messages.Single().Text, run.Servers.Speeches.Count), Is.EqualTo(("One fish. ", 3)), "the voice is two sentences ahead, and no more");
        await first.EndAsync();
        await Eventually.IsTrueAsync(() => response.Messages.Single().Sound >= (6 * Second) - Rounding, "the next two follow");
        await answer.SayAsync("New");
        await answer.EndAsync();
        foreach (string sentence in (string[])["Old fish.", "Blue fish.", "New"])
        {
            await CascadeStandIn.SpeakAsync(await run.SpeechOfAsync(sentence), Second);
        }

        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(run.Servers.Speeches, Has.Count.EqualTo(6));
        Assert.That(response.Messages.Single().Sound, Is.EqualTo(9 * Second).Within(Rounding));
        Assert.That(response.Messages.Single().Text, Is.EqualTo("One fish. Two fish. Red fish. Blue fish. Old fish. New"));
    }

    [Test]
    public async Task Who_cuts_in_stops_the_model_and_the_voice_and_the_next_prompt_has_what_was_heard()
    {
        await using CascadeRun run = await CascadeRun.StartAsync();
        run.Servers.Hear("Tell me a story.");
        RecordedResponse response = run.SpeakAndAsk();
        HttpExchange chat = await run.Servers.ChatAsync();
        ChatAnswer answer = await ChatAnswer.BeginAsync(chat);
        await answer.SayAsync("Once upon a time. There was a lighthouse. It was old. ");
        HttpExchange first = await run.SpeechOfAsync("Once upon a time.");
        await first.BeginAsync("audio/pcm");
        await first.WriteAsync(CascadeStandIn.Sound(2 * Second));
        HttpExchange second = await run.SpeechOfAsync("There was a lighthouse.");
        await Eventually.IsTrueAsync(() => response.Messages.SingleOrDefault()?.Sound >= (2 * Second) - Rounding, "it is said");

        run.CutIn(response, "Once upon");
        await Task.WhenAll(chat.GoneAsync(), first.GoneAsync(), second.GoneAsync());
        run.Servers.Hear("What?");
        RecordedResponse next = run.SpeakAndAsk();
        HttpExchange asked = await run.Servers.ChatAsync(2);
        Assert.That(CascadeRun.MessagesOf(asked), Is.EqualTo(new[]
        {
            "user: Tell me a story.",
            "assistant: Once upon",
            "user: [Your last message was interrupted: no more of it was heard than stands above.]\nWhat?",
        }));
        run.Servers.Speak();
        await ChatAnswer.SayAllAsync(asked, "Sorry.");
        Assert.That(await next.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(next.Messages.Single().Text, Is.EqualTo("Sorry."));
        Assert.That(response.Messages.Single().Sound, Is.EqualTo(2 * Second).Within(Rounding));
        Assert.That(run.Call.Errors, Is.Empty);
    }

    [Test]
    public async Task What_a_client_says_of_a_cut_while_words_are_made_out_is_what_the_model_is_told()
    {
        await using CascadeRun run = await CascadeRun.StartAsync();
        run.Servers.Hear("Count.");
        run.Servers.Speak();
        RecordedResponse response = run.SpeakAndAsk();
        await ChatAnswer.SayAllAsync(await run.Servers.ChatAsync(), "One two three.");
        await response.EndedAsync();
        run.CutIn(response, "One two");
        run.Servers.OnTranscription = null;
        run.SpeakAndAsk();
        HttpExchange heard = await run.Servers.TranscriptionAsync(2);
        run.Call.Tell(new MessageTruncated(response.Messages.Single().Writer.ItemId, Second / 2, "One"));

        // Heard in order: when the next turn goes up, the cut is known.
        run.Speak();
        await CascadeStandIn.TranscribeAsync(await run.Servers.TranscriptionAsync(3), "Please.");
        await CascadeStandIn.TranscribeAsync(heard, "Stop.");
        Assert.That(CascadeRun.MessagesOf(await run.Servers.ChatAsync(2)), Does.Contain("assistant: One"));
    }

    [Test]
    public async Task A_function_of_the_client_is_called_and_its_output_goes_back()
    {
        SessionConfig session = SessionConfig.Default with
        {
            Tools = [new FunctionTool { Name = "find", Description = "Finds orders.", Parameters = JsonElement.Parse("""{"type":"object","properties":{"order":{"type":"integer"}}}""") }],
            ToolChoice = new ToolChoice(ToolChoiceMode.Required),
        };
        await using CascadeRun run = await CascadeRun.StartAsync(session: session);
        run.Servers.Hear("Where is my order?");
        run.Servers.Speak();
        RecordedResponse response = run.SpeakAndAsk();
        HttpExchange asked = await run.Servers.ChatAsync();
        ChatAnswer answer = await ChatAnswer.BeginAsync(asked);
        await answer.SayAsync("Let me see.");
        await answer.CallAsync(0, "call_1", "find", """{"order":12}""");
        await answer.CallAsync(1, "call_2", "find", """{"order":13}""");
        await answer.EndAsync("tool_calls");
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(asked.Json.GetProperty("tools")[0].GetProperty("function").GetProperty("name").GetString(), Is.EqualTo("find"));
        Assert.That(asked.Json.GetProperty("tool_choice").GetString(), Is.EqualTo("required"));
        Assert.That(response.Calls.Select(c => (c.Name, c.Writer.CallId, c.Arguments, c.IsComplete)), Is.EqualTo(new[]
        {
            ("find", "call_1", """{"order":12}""", true), ("find", "call_2", """{"order":13}""", true),
        }));

        run.Remember(response);
        run.Return("call_2", "lost");
        run.Return("call_1", "sent");
        RecordedResponse told = run.Ask();
        asked = await run.Servers.ChatAsync(2);
        Assert.That(CascadeRun.MessagesOf(asked), Is.EqualTo(new[]
        {
            "user: Where is my order?",
            "assistant: Let me see.",
            """call: find {"order":12}; call: find {"order":13}""",
            "tool: sent",
            "tool: lost",
        }));
        Assert.That(asked.Json.GetProperty("tool_choice").GetString(), Is.EqualTo("auto"), "what had to be called has been");
        await ChatAnswer.SayAllAsync(asked, "It was sent.");
        Assert.That(await told.EndedAsync(), Is.EqualTo("completed"));
    }

    [Test]
    public async Task A_model_that_calls_for_ever_has_to_say_something()
    {
        var tool = new ServerTool(AIFunctionFactory.Create((string city) => city, "weather", "Tells the weather."));
        await using CascadeRun run = await CascadeRun.StartAsync(tools: tool);
        run.Remember(new MessageItem { Id = "item_q", Role = MessageRole.User, Content = [new InputTextPart("Weather?")] });
        for (int round = 1; round <= 8; round++)
        {
            run.Ask();
            HttpExchange chat = await run.Servers.ChatAsync(round);
            Assert.That(chat.Json.GetProperty("tool_choice").GetString(), Is.EqualTo("auto"));
            Assert.That(CascadeRun.MessagesOf(chat), Has.Length.EqualTo((2 * round) - 1));
            ChatAnswer answer = await ChatAnswer.BeginAsync(chat);
            await answer.CallAsync(0, $"call_{round}", "weather", """{"city":"Rome"}""");
            await answer.EndAsync("tool_calls");
            RecordedResponse response = await run.Call.ResponseAsync(round);
            Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
            run.Remember(new McpCallItem { Id = response.Calls.Single().Writer.ItemId, Name = "weather", Arguments = """{"city":"Rome"}""", Output = "rain" });
        }

        run.Ask();
        HttpExchange last = await run.Servers.ChatAsync(9);
        Assert.That(last.Json.GetProperty("tool_choice").GetString(), Is.EqualTo("none"));
        Assert.That(CascadeRun.MessagesOf(last)[^2..], Is.EqualTo(new[] { """call: weather {"city":"Rome"}""", "tool: rain" }));
    }

    [Test]
    public async Task An_answer_in_writing_needs_no_voice()
    {
        await using CascadeRun run = await CascadeRun.StartAsync(session: SessionConfig.Default with { OutputModalities = [OutputModality.Text] });
        run.Servers.Hear("Hello?");
        RecordedResponse response = run.SpeakAndAsk();
        ChatAnswer answer = await ChatAnswer.BeginAsync(await run.Servers.ChatAsync());
        await answer.SayAsync("Good day. And so ");
        await answer.SayAsync("on");
        await answer.EndAsync("length");
        Assert.That(await response.EndedAsync(), Is.EqualTo("incomplete"));
        Assert.That((response.Messages.Single().Text, response.Messages.Single().IsComplete), Is.EqualTo(("Good day. And so on", true)));
        Assert.That(run.Servers.Speeches, Is.Empty);
    }

    [Test]
    public async Task A_response_beside_the_conversation_has_its_own_input_and_leaves_nothing_behind()
    {
        await using CascadeRun run = await CascadeRun.StartAsync();
        ResponseConfig beside = ResponseConfig.Of(SessionConfig.Default) with
        {
            Modality = OutputModality.Text,
            IsOutOfBand = true,
            Input = [new MessageItem { Id = "item_q", Role = MessageRole.User, Content = [new InputTextPart("Sum up.")] }],
        };
        RecordedResponse response = run.Call.Ask(beside, [.. beside.Input]);
        HttpExchange asked = await run.Servers.ChatAsync();
        Assert.That(CascadeRun.MessagesOf(asked), Is.EqualTo(new[] { "user: Sum up." }));
        await ChatAnswer.SayAllAsync(asked, "In short.");
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        run.Remember(new MessageItem { Id = "item_r", Role = MessageRole.User, Content = [new InputTextPart("Well?")] });
        run.Ask();
        Assert.That(CascadeRun.MessagesOf(await run.Servers.ChatAsync(2)), Is.EqualTo(new[] { "user: Well?" }));
    }

    [Test]
    public async Task A_person_who_says_nothing_is_spoken_to()
    {
        await using CascadeRun run = await CascadeRun.StartAsync();
        run.Call.Tell(new UserTurnEnded(new UserTurn("item_idle", ReadOnlyMemory<short>.Empty, TimeSpan.Zero)));
        run.Remember(new MessageItem { Id = "item_idle", Role = MessageRole.User, Content = [new InputAudioPart(null)] });
        run.Ask();
        Assert.That(CascadeRun.MessagesOf(await run.Servers.ChatAsync()), Is.EqualTo(new[] { "user: [The person has said nothing for a while.]" }));
        Assert.That(run.Servers.Transcriptions, Is.Empty);
    }

    [Test]
    public async Task Words_of_a_turn_are_made_out_to_the_end_though_the_person_goes_on_speaking()
    {
        await using CascadeRun run = await CascadeRun.StartAsync();
        RecordedResponse response = run.SpeakAndAsk();
        HttpExchange heard = await run.Servers.TranscriptionAsync();
        response.Cancel();
        run.SpeakAndAsk();
        await CascadeStandIn.TranscribeAsync(await run.Servers.TranscriptionAsync(2), "a pizza.");
        await CascadeStandIn.TranscribeAsync(heard, "I would like");
        Assert.That(CascadeRun.MessagesOf(await run.Servers.ChatAsync()), Is.EqualTo(new[] { "user: I would like", "user: a pizza." }));
    }

    [Test]
    public async Task Who_hangs_up_leaves_no_request_behind()
    {
        CascadeRun run = await CascadeRun.StartAsync();
        run.Servers.Hear("Hello?");
        run.SpeakAndAsk();
        HttpExchange chat = await run.Servers.ChatAsync();
        run.Servers.OnTranscription = null;
        run.Speak();
        HttpExchange heard = await run.Servers.TranscriptionAsync(2);
        await run.Call.DisposeAsync();
        await Task.WhenAll(chat.GoneAsync(), heard.GoneAsync());
        await run.Servers.DisposeAsync();
    }
}
