using System.Text.Json;
using RtcVoice.Browser.Tests.Harness;
using RtcVoice.BrowserKit.Browsers;
using RtcVoice.BrowserKit.Servers;
using RtcVoice.TestKit.Voices;

namespace RtcVoice.Browser.Tests.Calls;

/// <summary>
/// OpenAI's own client (@openai/agents-realtime), unmodified, in Chromium: told another baseUrl, it calls us as it would
/// call OpenAI. Nothing here measures time.
/// </summary>
[Parallelizable]
internal sealed class OpenAiClientTests
{
    private OpenAiCaller _caller = null!;

    [OneTimeSetUp]
    public void Prepare() => _caller = new OpenAiCaller();

    [OneTimeTearDown]
    public void CleanUp() => _caller.Dispose();

    [Test]
    public async Task A_greeting_that_was_made_before_its_channel_was_open_stands_in_its_history()
    {
        SdkRecord record = await _caller.CallAsync(new ConversingAgent(speed: 1000) { Greets = true }, call =>
            call.EventAsync("output_audio_buffer.stopped"));
        Assert.That(record.History.Select(SdkRecord.Describe), Is.EqualTo(new[] { ("assistant", "completed", ConversingAgent.Greeting) }));
        string[] types = [.. record.Types];
        TestContext.Out.WriteLine(string.Join(", ", types));
        Assert.That(types.IndexOf("response.created"), Is.GreaterThan(types.IndexOf("session.updated")));
    }

    [Test]
    public async Task What_both_have_said_stands_in_its_history_in_order()
    {
        SdkRecord record = await _caller.CallAsync(new ConversingAgent(), call => call.UntilAsync(
            "sdk.history.filter((i) => i.role === 'assistant' && i.status === 'completed').length >= 2"), speaks: true, patience: TimeSpan.FromSeconds(40));
        JsonElement[] history = [.. record.History];
        TestContext.Out.WriteLine(string.Join('\n', history));
        for (int i = 0; i + 1 < history.Length; i += 2)
        {
            Assert.That(SdkRecord.Describe(history[i]), Is.EqualTo(("user", "completed", ConversingAgent.Understood)));
            Assert.That(SdkRecord.Describe(history[i + 1]), Is.EqualTo(("assistant", "completed", ConversingAgent.Acknowledgement)));
        }

    }

    [Test]
    public async Task A_tool_of_the_server_runs_there_and_is_seen_here()
    {
        SdkRecord record = await _caller.CallAsync(new ConversingAgent(), async call =>
        {
            await call.WriteAsync("When is the tide?");
            await call.EventAsync("output_audio_buffer.stopped");
        });
        TestContext.Out.WriteLine(string.Join('\n', record.History));
        Assert.That(record.FunctionCalls, Is.Empty);
        JsonElement seen = record.History[1];
        Assert.That(seen.GetProperty("type").GetString(), Is.EqualTo("mcp_call"));
        Assert.That(seen.GetProperty("name").GetString(), Is.EqualTo(ConversingAgent.ServerFunction));
        Assert.That(seen.GetProperty("output").GetString(), Is.EqualTo(OpenAiCaller.Tide));
        Assert.That(SdkRecord.Describe(record.History[2]), Is.EqualTo(("assistant", "completed", OpenAiCaller.Tide)));
        string[] expected = ["response.mcp_call_arguments.done", "response.mcp_call.in_progress", "response.mcp_call.completed"];
        Assert.That(record.Types.Where(t => t.Contains("mcp", StringComparison.Ordinal)), Is.EqualTo(expected));
    }

    [Test]
    public async Task Interrupt_does_nothing_when_nobody_speaks()
    {
        SdkRecord record = await _caller.CallAsync(new ConversingAgent(), async call =>
        {
            await call.InterruptAsync();
            await call.WriteAsync("Are you there?");
            await call.EventAsync("output_audio_buffer.stopped");
            await call.InterruptAsync();
            // What follows on the same channel proves that the interruption has been dealt with.
            await call.SendAsync("""{"type":"input_audio_buffer.clear"}""");
            await call.EventAsync("input_audio_buffer.cleared");
        });
        Assert.That(SdkRecord.Describe(record.History[1]), Is.EqualTo(("assistant", "completed", ConversingAgent.Acknowledgement)));
        Assert.That(record.Types, Does.Not.Contain("conversation.item.truncated"));
    }

    [Test]
    public async Task Close_ends_the_call_on_the_server()
    {
        await using HostedServer server = await HostedServer.StartAsync(new ConversingAgent(), OpenAiCaller.ServerKey);
        await using Chromium browser = await LoggedBrowser.LaunchAsync();
        SdkCall call = await SdkCall.ConnectAsync(browser, server);
        var location = new Uri($"/v1/realtime/calls/{await call.Page.EvaluateAsync<string>("() => sdk.callId")}", UriKind.Relative);
        Assert.That(await CallState.ReadAsync(server.Http, location), Is.EqualTo("connected"));
        await call.Page.EvaluateAsync("() => sdk.session.close()");
        await CallState.UntilEndedAsync(server.Http, location, within: TimeSpan.FromSeconds(3));
    }

    [Test]
    public async Task A_session_can_be_changed_to_writing_and_back()
    {
        SdkRecord record = await _caller.CallAsync(new ConversingAgent(), async call =>
        {
            await call.Page.EvaluateAsync("() => sdk.transport.updateSessionConfig({ outputModalities: ['text'] })");
            await call.EventAsync("session.updated", "e.session.output_modalities[0] === 'text'");
            await call.WriteAsync("Do you read me?");
            await call.EventAsync("response.done");
            await call.Page.EvaluateAsync("() => sdk.transport.updateSessionConfig({ outputModalities: ['audio'] })");
            await call.WriteAsync("And now?");
            await call.EventAsync("output_audio_buffer.stopped");
        });
        Assert.That(record.History.Select(SdkRecord.Describe), Is.EqualTo(new[]
        {
            ("user", "completed", "Do you read me?"),
            ("assistant", "completed", ConversingAgent.Acknowledgement),
            ("user", "completed", "And now?"),
            ("assistant", "completed", ConversingAgent.Acknowledgement),
        }));
        JsonElement written = record.OfType("response.output_text.done").Single();
        Assert.That(written.GetProperty("text").GetString(), Is.EqualTo(ConversingAgent.Acknowledgement));
    }

    [Test]
    public async Task Nonsense_is_an_error_and_the_call_goes_on()
    {
        SdkRecord record = await _caller.CallAsync(new ConversingAgent(), async call =>
        {
            await call.SendAsync("nonsense");
            await call.SendAsync("""{"type":"no.such.event","event_id":"mine"}""");
            await call.WriteAsync("Are you there?");
            await call.EventAsync("output_audio_buffer.stopped");
        }, misused: true);
        TestContext.Out.WriteLine(string.Join('\n', record.Errors));
        Assert.That(record.OfType("error").Count(), Is.EqualTo(2));
        Assert.That(record.OfType("error").Last().GetProperty("error").GetProperty("event_id").GetString(), Is.EqualTo("mine"));
        Assert.That(SdkRecord.Describe(record.History[1]), Is.EqualTo(("assistant", "completed", ConversingAgent.Acknowledgement)));
    }

    [Test]
    public async Task Every_kind_of_event_is_of_the_form_that_it_expects()
    {
        SdkRecord record = await _caller.CallAsync(new ConversingAgent { Hesitates = true }, async call =>
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
        }, speaks: true, loop: true, misused: true);
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
        Assert.That(record.Errors, Has.Count.EqualTo(1), "the nonsense");
    }

    [Test]
    public async Task Over_a_websocket_a_spoken_turn_is_answered_in_sound()
    {
        SdkRecord record = await _caller.CallAsync(new ConversingAgent(), async call =>
        {
            await call.SayAsync(OpenAiCaller.ASentence());
            await call.EventAsync("response.done");
            await call.UntilAsync("sdk.history[0]?.content[0].transcript");
        }, overWebSocket: true);
        HearingReport heard = new VoiceListener(ConversingAgent.Voice).Listen(record.Call.Samples, record.Call.Rate);
        TestContext.Out.WriteLine($"{string.Join('\n', record.Types.CountBy(t => t))}\n{heard}");
        Assert.That(record.History.Select(SdkRecord.Describe), Is.EqualTo(new[]
        {
            ("user", "completed", ConversingAgent.Understood),
            ("assistant", "completed", ConversingAgent.Acknowledgement),
        }));
        Assert.That(record.OfType("response.output_audio.delta").Count(), Is.GreaterThan(1));
        Assert.That(record.Call.Samples.Length / (double)record.Call.Rate, Is.EqualTo(5 * ConversingAgent.WordLength.TotalSeconds).Within(0.001));
        Assert.That(heard.Stretches, Has.Count.EqualTo(1), "whole and in order");
    }
}
