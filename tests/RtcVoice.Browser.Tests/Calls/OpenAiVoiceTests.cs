using System.Text.Json;
using RtcVoice.Browser.Tests.Harness;
using RtcVoice.BrowserKit.Voices;
using RtcVoice.Conversation.Agent;
using RtcVoice.TestKit.Voices;

namespace RtcVoice.Browser.Tests.Calls;

/// <summary>How soon OpenAI's own client gets its call, what it hears in it, and how soon it hears nothing more when somebody cuts in.</summary>
internal sealed class OpenAiVoiceTests
{
    /// <summary>The client itself gives up waiting for its session after 5 s, and connects nevertheless.</summary>
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(2);

    /// <summary>From the call of <c>interrupt</c> to the last sample: a message, a fade, and the browser's jitter buffer.</summary>
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromMilliseconds(400);

    private OpenAiCaller _caller = null!;

    [OneTimeSetUp]
    public void Prepare() => _caller = new OpenAiCaller();

    [OneTimeTearDown]
    public void CleanUp() => _caller.Dispose();

    [Test]
    public async Task It_connects_as_soon_as_its_session_is_configured()
    {
        SdkRecord record = await _caller.CallAsync(new ConversingAgent(), call => call.UntilAsync("sdk.times.track"));
        TimeSpan connect = record.Call.Since("start", "connected");
        TestContext.Out.WriteLine($"connect() took {connect.TotalMilliseconds:F0} ms");
        Assert.That(connect, Is.LessThan(ConnectLimit));
        Assert.That(record.CallId, Does.StartWith("rtc_"), "Location is exposed to other origins");
        Assert.That(record.Types.Take(2), Is.EqualTo(new[] { "session.created", "conversation.created" }));
        JsonElement session = record.OfType("session.updated").First().GetProperty("session");
        Assert.That(session.GetProperty("instructions").GetString(), Is.EqualTo("Answer in short sentences."));
        Assert.That(session.GetProperty("tools")[0].GetProperty("name").GetString(), Is.EqualTo(ConversingAgent.Function));
    }

    [Test]
    public async Task The_agent_calls_a_function_of_the_client_and_speaks_its_result()
    {
        const string Result = "Order 17 left the harbour at noon.";
        SdkRecord record = await _caller.CallAsync(new ConversingAgent(), async call =>
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
        Assert.That(SdkRecord.Describe(record.History[2]), Is.EqualTo(("assistant", "completed", Result)));
        Assert.That(heard.VoiceEnd, Is.EqualTo(7 * ConversingAgent.WordLength).Within(TimeSpan.FromMilliseconds(50)));
    }

    [TestCase(1.5, TestName = "Interrupt_silences_the_voice_while_it_is_still_being_made")]
    [TestCase(20, TestName = "Interrupt_silences_the_voice_when_all_of_it_has_been_made")]
    public async Task Interrupt_silences_the_voice(double speed)
    {
        SdkRecord record = await _caller.CallAsync(new ConversingAgent(speed), async call =>
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
    }

    [Test]
    public async Task Who_cuts_in_silences_the_voice_and_the_history_keeps_what_was_heard()
    {
        var agent = new ConversingAgent();
        SdkRecord record = await _caller.CallAsync(agent, async call =>
        {
            await call.WriteAsync("Tell me a story.");
            await call.EventAsync("conversation.item.truncated");
            await call.UntilAsync("sdk.history.some((i) => i.status === 'incomplete')");
            await call.TalkAsync(TimeSpan.FromSeconds(1));
        }, speaks: true);
        double started = record.Call.Events.First(e => e.Body.GetProperty("type").GetString() == "input_audio_buffer.speech_started").At;
        TestContext.Out.WriteLine($"silent {record.Call.LastSound!.Value - started:F0} ms after speech_started");
        Assert.That(record.Call.LastSound!.Value - started, Is.LessThan(SilenceLimit.TotalMilliseconds));
        JsonElement response = record.OfType("response.done").First().GetProperty("response");
        Assert.That(response.GetProperty("status").GetString(), Is.EqualTo("cancelled"));
        Assert.That(response.GetProperty("status_details").GetProperty("reason").GetString(), Is.EqualTo("turn_detected"));
        string heard = AssertTruncatedToWhatWasHeard(record);
        Assert.That(agent.Events.OfType<MessageTruncated>().Single().Transcript, Is.EqualTo(heard), "the agent remembers the same");
    }

    [TestCase(false, TestName = "Over_a_websocket_interrupt_truncates_to_what_the_client_says_was_heard")]
    [TestCase(true, TestName = "Over_a_websocket_cutting_in_truncates_to_what_the_client_says_was_heard")]
    public async Task Over_a_websocket_an_interruption_truncates(bool bySpeech)
    {
        var agent = new ConversingAgent();
        SdkRecord record = await _caller.CallAsync(agent, async call =>
        {
            await call.WriteAsync("Tell me a story.");
            await call.UntilAsync("performance.now() - sdk.times.sounding > 2500");
            await (bySpeech ? call.SayAsync(OpenAiCaller.ASentence()) : call.InterruptAsync());
            await call.EventAsync("conversation.item.retrieved", "e.item.status === 'incomplete'");
        }, overWebSocket: true);
        JsonElement response = record.OfType("response.done").First().GetProperty("response");
        Assert.That(response.GetProperty("status").GetString(), Is.EqualTo("cancelled"));
        var heard = TimeSpan.FromMilliseconds(record.OfType("conversation.item.truncated").Single().GetProperty("audio_end_ms").GetInt32());
        JsonElement item = record.History.First(i => i.GetProperty("role").GetString() == "assistant");
        TestContext.Out.WriteLine($"truncated to {heard.TotalSeconds:F3} s of {record.Call.Samples.Length / (double)record.Call.Rate:F3} s: {item}");
        Assert.That(heard.TotalMilliseconds, Is.EqualTo(record.CutAt.Single()));
        Assert.That(heard, Is.GreaterThan(TimeSpan.FromSeconds(2)), "the client counts from the first sound");
        Assert.That(SdkRecord.Describe(item), Is.EqualTo(("assistant", "incomplete", WordsOf(heard))));
        Assert.That(agent.Events.OfType<MessageTruncated>().Last().Transcript, Is.EqualTo(WordsOf(heard)), "the agent remembers the same");
    }

    private static string AssertTruncatedToWhatWasHeard(SdkRecord record)
    {
        JsonElement item = record.History.First(i => i.GetProperty("role").GetString() == "assistant");
        var heard = TimeSpan.FromMilliseconds(record.OfType("conversation.item.truncated").Single().GetProperty("audio_end_ms").GetInt32());
        HearingReport report = new VoiceListener(ConversingAgent.Voice).Listen(record.Call.Samples, record.Call.Rate);
        TestContext.Out.WriteLine($"truncated to {heard.TotalSeconds:F3} s, heard to {report.VoiceEnd.TotalSeconds:F3} s: {item}");
        Assert.That(report.VoiceEnd, Is.EqualTo(heard).Within(TimeSpan.FromMilliseconds(50)));
        Assert.That(SdkRecord.Describe(item), Is.EqualTo(("assistant", "incomplete", WordsOf(heard))));
        return WordsOf(heard);
    }

    // A word of which more than half was heard was heard.
    private static string WordsOf(TimeSpan heard)
    {
        int words = (int)Math.Round(heard / ConversingAgent.WordLength, MidpointRounding.AwayFromZero);
        return string.Join(' ', ConversingAgent.Story.Split(' ').Take(words));
    }
}
