using System.Text.Json;
using Microsoft.Extensions.AI;
using RtcVoice.Browser.Tests.Harness;
using RtcVoice.BrowserKit.Browsers;
using RtcVoice.BrowserKit.Servers;
using RtcVoice.BrowserKit.Voices;
using RtcVoice.Conversation.Agent;
using RtcVoice.Server.Hosting;
using RtcVoice.TestKit.Voices;

namespace RtcVoice.Browser.Tests.Calls;

/// <summary>
/// OpenAI's own client (@openai/agents-realtime), unmodified, in Chromium: told another baseUrl, it calls us as it would
/// call OpenAI.
/// </summary>
internal sealed class OpenAiClientTests
{
    private const string ServerKey = "--RtcVoice:ServerKey=the-key-of-the-tests";

    /// <summary>What the server's own tool finds.</summary>
    private const string Tide = "High water is at six.";

    /// <summary>The client itself gives up waiting for its session after 5 s, and connects nevertheless.</summary>
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(2);

    /// <summary>From the call of <c>interrupt</c> to the last sample: a message, a fade, and the browser's jitter buffer.</summary>
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromMilliseconds(400);

    private TemporaryFolder _folder = null!;

    [OneTimeSetUp]
    public void Prepare()
    {
        _folder = new TemporaryFolder();
        WavFile.Write(_folder.At("silence.wav"), new short[HumanSpeech.Rate], HumanSpeech.Rate);
        HumanSpeech.Write(_folder.At("person.wav"), TimeSpan.FromSeconds(30), pause: TimeSpan.FromSeconds(5));
    }

    [OneTimeTearDown]
    public void CleanUp() => _folder.Dispose();

    [Test]
    public async Task It_connects_as_soon_as_its_session_is_configured()
    {
        SdkRecord record = await CallAsync("silence.wav", new ConversingAgent(), call => call.UntilAsync("sdk.times.track"));
        TimeSpan connect = record.Call.Since("start", "connected");
        TestContext.Out.WriteLine($"connect() took {connect.TotalMilliseconds:F0} ms");
        Assert.That(connect, Is.LessThan(ConnectLimit));
        Assert.That(record.CallId, Does.StartWith("rtc_"), "Location is exposed to other origins");
        Assert.That(record.Types.Take(2), Is.EqualTo(new[] { "session.created", "conversation.created" }));
        JsonElement session = record.OfType("session.updated").First().GetProperty("session");
        Assert.That(session.GetProperty("instructions").GetString(), Is.EqualTo("Answer in short sentences."));
        Assert.That(session.GetProperty("tools")[0].GetProperty("name").GetString(), Is.EqualTo(ConversingAgent.Function));
        AssertUnderstood(record);
    }

    [Test]
    public async Task A_greeting_that_was_made_before_its_channel_was_open_stands_in_its_history()
    {
        SdkRecord record = await CallAsync("silence.wav", new ConversingAgent(speed: 1000) { Greets = true }, call =>
            call.EventAsync("output_audio_buffer.stopped"));
        Assert.That(record.History.Select(Describe), Is.EqualTo(new[] { ("assistant", "completed", ConversingAgent.Greeting) }));
        string[] types = [.. record.Types];
        TestContext.Out.WriteLine(string.Join(", ", types));
        Assert.That(types.IndexOf("response.created"), Is.GreaterThan(types.IndexOf("session.updated")));
        AssertUnderstood(record);
    }

    [Test]
    public async Task What_both_have_said_stands_in_its_history_in_order()
    {
        SdkRecord record = await CallAsync("person.wav", new ConversingAgent(), call => call.UntilAsync(
            "sdk.history.filter((i) => i.role === 'assistant' && i.status === 'completed').length >= 2"), patience: TimeSpan.FromSeconds(40));
        JsonElement[] history = [.. record.History];
        TestContext.Out.WriteLine(string.Join('\n', history));
        for (int i = 0; i + 1 < history.Length; i += 2)
        {
            Assert.That(Describe(history[i]), Is.EqualTo(("user", "completed", ConversingAgent.Understood)));
            Assert.That(Describe(history[i + 1]), Is.EqualTo(("assistant", "completed", ConversingAgent.Acknowledgement)));
        }

        AssertUnderstood(record);
    }

    [Test]
    public async Task The_agent_calls_a_function_of_the_client_and_speaks_its_result()
    {
        const string Result = "Order 17 left the harbour at noon.";
        SdkRecord record = await CallAsync("silence.wav", new ConversingAgent(), async call =>
        {
            await call.WriteAsync("Where is order 17?");
            await call.EventAsync("output_audio_buffer.stopped");
            // When the browser has played the last of it is estimated.
            await call.TalkAsync(TimeSpan.FromSeconds(0.3));
        });
        HearingReport heard = new VoiceListener(ConversingAgent.Voice).Listen(record.Call.Samples, record.Call.Rate);
        TestContext.Out.WriteLine($"{string.Join('\n', record.History)}\n{heard}");
        Assert.That(record.FunctionCalls.Single().GetProperty("order").GetInt32(), Is.EqualTo(17));
        Assert.That(record.History[1].GetProperty("output").GetString(), Is.EqualTo(Result));
        Assert.That(Describe(record.History[2]), Is.EqualTo(("assistant", "completed", Result)));
        Assert.That(heard.VoiceEnd, Is.EqualTo(7 * ConversingAgent.WordLength).Within(TimeSpan.FromMilliseconds(50)));
        AssertUnderstood(record);
    }

    [Test]
    public async Task A_tool_of_the_server_runs_there_and_is_seen_here()
    {
        SdkRecord record = await CallAsync("silence.wav", new ConversingAgent(), async call =>
        {
            await call.WriteAsync("When is the tide?");
            await call.EventAsync("output_audio_buffer.stopped");
        });
        TestContext.Out.WriteLine(string.Join('\n', record.History));
        Assert.That(record.FunctionCalls, Is.Empty);
        JsonElement seen = record.History[1];
        Assert.That(seen.GetProperty("type").GetString(), Is.EqualTo("mcp_call"));
        Assert.That(seen.GetProperty("name").GetString(), Is.EqualTo(ConversingAgent.ServerFunction));
        Assert.That(seen.GetProperty("output").GetString(), Is.EqualTo(Tide));
        Assert.That(Describe(record.History[2]), Is.EqualTo(("assistant", "completed", Tide)));
        string[] expected = ["response.mcp_call_arguments.done", "response.mcp_call.in_progress", "response.mcp_call.completed"];
        Assert.That(record.Types.Where(t => t.Contains("mcp", StringComparison.Ordinal)), Is.EqualTo(expected));
        AssertUnderstood(record);
    }

    [TestCase(1.5, TestName = "Interrupt_silences_the_voice_while_it_is_still_being_made")]
    [TestCase(20, TestName = "Interrupt_silences_the_voice_when_all_of_it_has_been_made")]
    public async Task Interrupt_silences_the_voice(double speed)
    {
        SdkRecord record = await CallAsync("silence.wav", new ConversingAgent(speed), async call =>
        {
            await call.WriteAsync("Tell me a story.");
            await call.UntilAsync("performance.now() - sdk.times.sounding > 2500");
            await call.InterruptAsync();
            await call.UntilAsync("sdk.history.some((i) => i.status === 'incomplete')");
            await call.TalkAsync(TimeSpan.FromSeconds(1.5));
        });
        TimeSpan silent = TimeSpan.FromMilliseconds(record.Call.LastSound!.Value - record.Call.Times["interrupted"]);
        TestContext.Out.WriteLine($"silent {silent.TotalMilliseconds:F0} ms after interrupt()");
        Assert.That(silent, Is.GreaterThan(TimeSpan.Zero).And.LessThan(SilenceLimit));
        string status = record.OfType("response.done").Single().GetProperty("response").GetProperty("status").GetString()!;
        Assert.That(status, Is.EqualTo(speed > 10 ? "completed" : "cancelled"));
        AssertTruncatedToWhatWasHeard(record);
        AssertUnderstood(record);
    }

    [Test]
    public async Task Interrupt_does_nothing_when_nobody_speaks()
    {
        SdkRecord record = await CallAsync("silence.wav", new ConversingAgent(), async call =>
        {
            await call.InterruptAsync();
            await call.WriteAsync("Are you there?");
            await call.EventAsync("output_audio_buffer.stopped");
            await call.InterruptAsync();
            // What follows on the same channel proves that the interruption has been dealt with.
            await call.SendAsync("""{"type":"input_audio_buffer.clear"}""");
            await call.EventAsync("input_audio_buffer.cleared");
        });
        Assert.That(Describe(record.History[1]), Is.EqualTo(("assistant", "completed", ConversingAgent.Acknowledgement)));
        Assert.That(record.Types, Does.Not.Contain("conversation.item.truncated"));
        AssertUnderstood(record);
    }

    [Test]
    public async Task Who_cuts_in_silences_the_voice_and_the_history_keeps_what_was_heard()
    {
        var agent = new ConversingAgent();
        SdkRecord record = await CallAsync("person.wav", agent, async call =>
        {
            await call.WriteAsync("Tell me a story.");
            await call.EventAsync("conversation.item.truncated");
            await call.UntilAsync("sdk.history.some((i) => i.status === 'incomplete')");
            await call.TalkAsync(TimeSpan.FromSeconds(1));
        });
        double started = record.Call.Events.First(e => e.Body.GetProperty("type").GetString() == "input_audio_buffer.speech_started").At;
        TestContext.Out.WriteLine($"silent {record.Call.LastSound!.Value - started:F0} ms after speech_started");
        Assert.That(record.Call.LastSound!.Value - started, Is.LessThan(SilenceLimit.TotalMilliseconds));
        JsonElement response = record.OfType("response.done").First().GetProperty("response");
        Assert.That(response.GetProperty("status").GetString(), Is.EqualTo("cancelled"));
        Assert.That(response.GetProperty("status_details").GetProperty("reason").GetString(), Is.EqualTo("turn_detected"));
        string heard = AssertTruncatedToWhatWasHeard(record);
        Assert.That(agent.Events.OfType<MessageTruncated>().Single().Transcript, Is.EqualTo(heard), "the agent remembers the same");
        AssertUnderstood(record);
    }

    [Test]
    public async Task Close_ends_the_call_on_the_server()
    {
        await using HostedServer server = await HostedServer.StartAsync(new ConversingAgent(), ServerKey);
        await using Chromium browser = await LoggedBrowser.LaunchAsync(_folder.At("silence.wav"));
        SdkCall call = await SdkCall.ConnectAsync(browser, server);
        var location = new Uri($"/v1/realtime/calls/{await call.Page.EvaluateAsync<string>("() => sdk.callId")}", UriKind.Relative);
        Assert.That(await StateAsync(), Is.EqualTo("connected"));
        await call.Page.EvaluateAsync("() => sdk.session.close()");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        while (await StateAsync() != "ended")
        {
            await Task.Delay(50, patience.Token);
        }

        async Task<string?> StateAsync()
        {
            using JsonDocument view = JsonDocument.Parse(await server.Http.GetStringAsync(location, CancellationToken.None));
            return view.RootElement.GetProperty("state").GetString();
        }
    }

    [Test]
    public async Task A_session_can_be_changed_to_writing_and_back()
    {
        SdkRecord record = await CallAsync("silence.wav", new ConversingAgent(), async call =>
        {
            await call.Page.EvaluateAsync("() => sdk.transport.updateSessionConfig({ outputModalities: ['text'] })");
            await call.EventAsync("session.updated", "e.session.output_modalities[0] === 'text'");
            await call.WriteAsync("Do you read me?");
            await call.EventAsync("response.done");
            await call.Page.EvaluateAsync("() => sdk.transport.updateSessionConfig({ outputModalities: ['audio'] })");
            await call.WriteAsync("And now?");
            await call.EventAsync("output_audio_buffer.stopped");
        });
        Assert.That(record.History.Select(Describe), Is.EqualTo(new[]
        {
            ("user", "completed", "Do you read me?"),
            ("assistant", "completed", ConversingAgent.Acknowledgement),
            ("user", "completed", "And now?"),
            ("assistant", "completed", ConversingAgent.Acknowledgement),
        }));
        JsonElement written = record.OfType("response.output_text.done").Single();
        Assert.That(written.GetProperty("text").GetString(), Is.EqualTo(ConversingAgent.Acknowledgement));
        AssertUnderstood(record);
    }

    [Test]
    public async Task Nonsense_is_an_error_and_the_call_goes_on()
    {
        SdkRecord record = await CallAsync("silence.wav", new ConversingAgent(), async call =>
        {
            await call.SendAsync("nonsense");
            await call.SendAsync("""{"type":"no.such.event","event_id":"mine"}""");
            await call.WriteAsync("Are you there?");
            await call.EventAsync("output_audio_buffer.stopped");
        });
        TestContext.Out.WriteLine(string.Join('\n', record.Errors));
        Assert.That(record.OfType("error").Count(), Is.EqualTo(2));
        Assert.That(record.OfType("error").Last().GetProperty("error").GetProperty("event_id").GetString(), Is.EqualTo("mine"));
        Assert.That(record.Unknown, Is.Empty);
        Assert.That(Describe(record.History[1]), Is.EqualTo(("assistant", "completed", ConversingAgent.Acknowledgement)));
    }

    [Test]
    public async Task Every_kind_of_event_is_of_the_form_that_it_expects()
    {
        SdkRecord record = await CallAsync("person.wav", new ConversingAgent { Hesitates = true }, async call =>
        {
            await call.Page.EvaluateAsync("() => sdk.session.mute(true)");
            await call.Page.EvaluateAsync("() => sdk.transport.updateSessionConfig({ outputModalities: ['text'] })");
            await call.WriteAsync("Do you read me?");
            await call.EventAsync("response.done");
            await call.Page.EvaluateAsync("() => sdk.transport.updateSessionConfig({ outputModalities: ['audio'] })");
            await call.WriteAsync("Where is order 17?");
            await call.EventAsync("output_audio_buffer.stopped");
            string first = await call.Page.EvaluateAsync<string>("() => sdk.history[0].itemId");
            await call.SendAsync($$"""{"type":"conversation.item.delete","item_id":"{{first}}"}""");
            await call.SendAsync("""{"type":"input_audio_buffer.clear"}""");
            await call.SendAsync("nonsense");
            await call.WriteAsync("Tell me a story.");
            await call.UntilAsync("sdk.events.filter((e) => e.body.type === 'output_audio_buffer.started').length === 2");
            await call.Page.EvaluateAsync("() => sdk.session.mute(false)");
            await call.EventAsync("conversation.item.input_audio_transcription.completed");
        }, loop: true);
        string[] expected =
        [
            "session.created", "session.updated", "conversation.created",
            "conversation.item.added", "conversation.item.done", "conversation.item.retrieved", "conversation.item.deleted", "conversation.item.truncated",
            "conversation.item.input_audio_transcription.delta", "conversation.item.input_audio_transcription.completed",
            "conversation.item.input_audio_transcription.failed",
            "input_audio_buffer.speech_started", "input_audio_buffer.speech_stopped", "input_audio_buffer.committed", "input_audio_buffer.cleared",
            "response.created", "response.done", "response.output_item.added", "response.output_item.done",
            "response.content_part.added", "response.content_part.done",
            "response.output_audio_transcript.delta", "response.output_audio_transcript.done", "response.output_audio.done",
            "response.output_text.delta", "response.output_text.done",
            "response.function_call_arguments.delta", "response.function_call_arguments.done",
            "output_audio_buffer.started", "output_audio_buffer.stopped", "output_audio_buffer.cleared",
            "rate_limits.updated", "error",
        ];
        TestContext.Out.WriteLine(string.Join('\n', record.Types.CountBy(t => t)));
        Assert.That(record.Types.Distinct(), Is.EquivalentTo(expected));
        Assert.That(record.Unknown, Is.Empty);
        Assert.That(record.Errors, Has.Count.EqualTo(1), "the nonsense");
    }

    [Test]
    public async Task Over_a_websocket_a_spoken_turn_is_answered_in_sound()
    {
        SdkRecord record = await CallAsync("silence.wav", new ConversingAgent(), async call =>
        {
            await call.SayAsync(ASentence());
            await call.EventAsync("response.done");
            await call.UntilAsync("sdk.history[0]?.content[0].transcript");
        }, overWebSocket: true);
        HearingReport heard = new VoiceListener(ConversingAgent.Voice).Listen(record.Call.Samples, record.Call.Rate);
        TestContext.Out.WriteLine($"{string.Join('\n', record.Types.CountBy(t => t))}\n{heard}");
        Assert.That(record.History.Select(Describe), Is.EqualTo(new[]
        {
            ("user", "completed", ConversingAgent.Understood),
            ("assistant", "completed", ConversingAgent.Acknowledgement),
        }));
        Assert.That(record.OfType("response.output_audio.delta").Count(), Is.GreaterThan(1));
        Assert.That(record.Call.Samples.Length / (double)record.Call.Rate, Is.EqualTo(5 * ConversingAgent.WordLength.TotalSeconds).Within(0.001));
        Assert.That(heard.Stretches, Has.Count.EqualTo(1), "whole and in order");
        AssertUnderstood(record);
    }

    [TestCase(false, TestName = "Over_a_websocket_interrupt_truncates_to_what_the_client_says_was_heard")]
    [TestCase(true, TestName = "Over_a_websocket_cutting_in_truncates_to_what_the_client_says_was_heard")]
    public async Task Over_a_websocket_an_interruption_truncates(bool bySpeech)
    {
        var agent = new ConversingAgent();
        SdkRecord record = await CallAsync("silence.wav", agent, async call =>
        {
            await call.WriteAsync("Tell me a story.");
            await call.UntilAsync("performance.now() - sdk.times.sounding > 2500");
            await (bySpeech ? call.SayAsync(ASentence()) : call.InterruptAsync());
            await call.EventAsync("conversation.item.retrieved", "e.item.status === 'incomplete'");
        }, overWebSocket: true);
        JsonElement response = record.OfType("response.done").First().GetProperty("response");
        Assert.That(response.GetProperty("status").GetString(), Is.EqualTo("cancelled"));
        var heard = TimeSpan.FromMilliseconds(record.OfType("conversation.item.truncated").Single().GetProperty("audio_end_ms").GetInt32());
        JsonElement item = record.History.First(i => i.GetProperty("role").GetString() == "assistant");
        TestContext.Out.WriteLine($"truncated to {heard.TotalSeconds:F3} s of {record.Call.Samples.Length / (double)record.Call.Rate:F3} s: {item}");
        Assert.That(heard.TotalSeconds, Is.EqualTo(2.5).Within(0.5));
        Assert.That(Describe(item), Is.EqualTo(("assistant", "incomplete", WordsOf(heard))));
        Assert.That(agent.Events.OfType<MessageTruncated>().Last().Transcript, Is.EqualTo(WordsOf(heard)), "the agent remembers the same");
        AssertUnderstood(record);
    }

    private async Task<SdkRecord> CallAsync(
        string microphone, ConversingAgent agent, Func<SdkCall, Task> converse, bool loop = false, bool overWebSocket = false, TimeSpan? patience = null)
    {
        await using HostedServer server = await HostedServer.StartAsync(
            agent, services => services.AddRtcVoiceTool(AIFunctionFactory.Create(() => Tide, ConversingAgent.ServerFunction)), ServerKey);
        await using Chromium browser = await LoggedBrowser.LaunchAsync(_folder.At(microphone), loop);
        SdkCall call = await SdkCall.ConnectAsync(browser, server, overWebSocket);
        try
        {
            await converse(call).WaitAsync(patience ?? TimeSpan.FromSeconds(30));
        }
        catch (TimeoutException)
        {
            SdkRecord all = await call.FinishAsync();
            TestContext.Out.WriteLine($"{string.Join('\n', all.Types)}\n{string.Join('\n', all.History)}");
            throw;
        }

        return await call.FinishAsync();
    }

    private static (string? Role, string? Status, string? Words) Describe(JsonElement item)
    {
        JsonElement part = item.GetProperty("content").EnumerateArray().Single();
        string words = part.GetProperty("type").GetString()!.EndsWith("text", StringComparison.Ordinal) ? "text" : "transcript";
        return (item.GetProperty("role").GetString(), item.GetProperty("status").GetString(), part.GetProperty(words).GetString());
    }

    private static string AssertTruncatedToWhatWasHeard(SdkRecord record)
    {
        JsonElement item = record.History.First(i => i.GetProperty("role").GetString() == "assistant");
        var heard = TimeSpan.FromMilliseconds(record.OfType("conversation.item.truncated").Single().GetProperty("audio_end_ms").GetInt32());
        HearingReport report = new VoiceListener(ConversingAgent.Voice).Listen(record.Call.Samples, record.Call.Rate);
        TestContext.Out.WriteLine($"truncated to {heard.TotalSeconds:F3} s, heard to {report.VoiceEnd.TotalSeconds:F3} s: {item}");
        Assert.That(report.VoiceEnd, Is.EqualTo(heard).Within(TimeSpan.FromMilliseconds(50)));
        Assert.That(Describe(item), Is.EqualTo(("assistant", "incomplete", WordsOf(heard))));
        return WordsOf(heard);
    }

    // A word of which more than half was heard was heard.
    private static string WordsOf(TimeSpan heard)
    {
        int words = (int)Math.Round(heard / ConversingAgent.WordLength, MidpointRounding.AwayFromZero);
        return string.Join(' ', ConversingAgent.Story.Split(' ').Take(words));
    }

    // With the silence behind it that ends a turn.
    private static short[] ASentence()
    {
        const int Both = 48_000;
        float[] sentence = RationalResampler.Resample(RationalResampler.ToFloat(HumanSpeech.Sentences[0]), HumanSpeech.Rate, Both);
        return [.. RationalResampler.ToPcm16(RationalResampler.Resample(sentence, Both, BabbleVoice.NativeRate)), .. new short[2 * BabbleVoice.NativeRate]];
    }

    private static void AssertUnderstood(SdkRecord record)
    {
        Assert.That(record.Unknown, Is.Empty);
        Assert.That(record.Errors, Is.Empty);
    }
}
