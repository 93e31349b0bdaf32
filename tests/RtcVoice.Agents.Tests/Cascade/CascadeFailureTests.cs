using Microsoft.Extensions.Time.Testing;
using RtcVoice.Agents.Cascade;
using RtcVoice.TestKit.Agents;
using RtcVoice.TestKit.Upstreams;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.Agents.Tests.Cascade;

/// <summary>What goes wrong with the servers, what is told of it, and that the call goes on.</summary>
public sealed class CascadeFailureTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private const string Refusal = """{"error":{"message":"You may not.","type":"invalid_request_error","code":"no"}}""";

    [TestCase(401, "stt_unauthorized", 1)]
    [TestCase(404, "stt_rejected", 1)]
    [TestCase(429, "stt_rate_limited", 3)]
    [TestCase(503, "stt_unavailable", 3)]
    public async Task A_turn_that_is_refused_to_be_made_out_is_told_and_the_next_one_is_answered(int status, string code, int attempts)
    {
        await using CascadeRun run = await CascadeRun.StartAsync();
        run.Servers.OnTranscription = exchange => exchange.RespondAsync(status, Refusal);
        RecordedResponse response = run.SpeakAndAsk();
        Assert.That(await response.EndedAsync(), Is.EqualTo(code));
        Assert.That((run.Servers.Transcriptions.Count, run.Servers.Chats.Count), Is.EqualTo((attempts, 0)));
        Assert.That(run.Call.Errors, Is.EqualTo(new[] { code }));
        HttpExchange asked = await AnswerNextAsync(run);
        Assert.That(CascadeRun.MessagesOf(asked), Is.EqualTo(new[] { "user: [The person said something that could not be made out.]", "user: Hello?" }));
    }

    [Test]
    public async Task A_turn_without_words_is_told_and_leaves_no_trace()
    {
        await using CascadeRun run = await CascadeRun.StartAsync();
        run.Servers.Hear(" ");
        Assert.That(await run.SpeakAndAsk().EndedAsync(), Is.EqualTo("stt_no_words"));
        Assert.That(run.Call.Errors, Is.EqualTo(new[] { "stt_no_words" }));
        HttpExchange asked = await AnswerNextAsync(run);
        Assert.That(CascadeRun.MessagesOf(asked), Is.EqualTo(new[] { "user: Hello?" }));
    }

    [TestCase("stt")]
    [TestCase("chat")]
    [TestCase("tts")]
    public async Task A_server_that_breaks_off_at_first_is_asked_again(string stage)
    {
        await using CascadeRun run = await CascadeRun.StartAsync();
        Arrange(run.Servers);
        int failures = 0;
        Wrap(run.Servers, stage, async (exchange, answer) =>
        {
            if (++failures == 1)
            {
                exchange.Abort();
            }
            else if (failures == 2 && stage != "stt")
            {
                await exchange.BeginAsync(stage == "chat" ? "text/event-stream" : "audio/pcm");
                exchange.Abort();
            }
            else
            {
                await answer(exchange);
            }
        });
        RecordedResponse response = run.SpeakAndAsk();
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(response.Messages.Single().Text, Is.EqualTo("Good day."));
        Assert.That(run.Call.Errors, Is.Empty);
    }

    [TestCase("stt")]
    [TestCase("chat")]
    [TestCase("tts")]
    public async Task A_server_that_says_nothing_is_asked_three_times_and_given_up(string stage)
    {
        var clock = new FakeTimeProvider();
        var options = new CascadeOptions
        {
            Stt = new CascadeSttOptions { TimeoutSeconds = 300 },
            Chat = new CascadeChatOptions { TimeoutSeconds = 300 },
            Tts = new CascadeTtsOptions { TimeoutSeconds = 300 },
        };
        await using CascadeRun run = await CascadeRun.StartAsync(options, clock);
        Arrange(run.Servers);
        Wrap(run.Servers, stage, static (_, _) => Task.CompletedTask);
        RecordedResponse response = run.SpeakAndAsk();
        for (int attempt = 1; attempt <= 3; attempt++)
        {
            // Time passes in the waits between attempts: far too little for the next attempt to be given up meanwhile.
            await Eventually.IsTrueAsync(
                () =>
                {
                    clock.Advance(TimeSpan.FromMilliseconds(50));
                    return Requests(run.Servers, stage).Count == attempt;
                },
                $"attempt {attempt}");
            clock.Advance(300 * Second);
            await Requests(run.Servers, stage).Last().GoneAsync();
        }

        Assert.That(await response.EndedAsync(), Is.EqualTo($"{stage}_timeout"));
        Assert.That(response.Messages, Is.Empty);
    }

    [Test]
    public async Task A_model_that_breaks_off_in_the_middle_has_said_what_it_had_and_is_not_asked_again()
    {
        await using CascadeRun run = await CascadeRun.StartAsync();
        Arrange(run.Servers);
        run.Servers.OnChat = async exchange =>
        {
            ChatAnswer answer = await ChatAnswer.BeginAsync(exchange);
            await answer.SayAsync("One fish. Two fi");
            await run.Servers.SpeechAsync();
            exchange.Abort();
        };
        RecordedResponse response = run.SpeakAndAsk();
        Assert.That(await response.EndedAsync(), Is.EqualTo("chat_unavailable"));
        Assert.That(response.Messages.Single().Text, Is.EqualTo("One fish. "));
        Assert.That(response.Messages.Single().Sound, Is.EqualTo(0.9 * Second).Within(TimeSpan.FromMilliseconds(1)));
        Assert.That(run.Servers.Chats, Has.Count.EqualTo(1));
        run.Remember(response);
        await AnswerNextAsync(run);
    }

    [Test]
    public async Task A_voice_that_breaks_off_in_the_middle_ends_the_answer_and_says_nothing_twice()
    {
        await using CascadeRun run = await CascadeRun.StartAsync();
        Arrange(run.Servers);
        run.Servers.OnSpeech = null;
        HttpExchange chat = null!;
        run.Servers.OnChat = async exchange =>
        {
            chat = exchange;
            ChatAnswer answer = await ChatAnswer.BeginAsync(exchange);
            await answer.SayAsync("One fish. Two fish. ");
        };
        RecordedResponse response = run.SpeakAndAsk();
        HttpExchange first = await run.SpeechOfAsync("One fish.");
        await first.BeginAsync("audio/pcm");
        await first.WriteAsync(CascadeStandIn.Sound(Second));
        await Eventually.IsTrueAsync(() => response.Messages.SingleOrDefault()?.Sound > 0.9 * Second, "some of it is said");
        first.Abort();
        Assert.That(await response.EndedAsync(), Is.EqualTo("tts_unavailable"));
        await chat.GoneAsync();
        Assert.That(run.Spoken, Is.EquivalentTo(new[] { "One fish.", "Two fish." }));
        run.Servers.Speak();
        await AnswerNextAsync(run);
    }

    [TestCase("stt", "stt_malformed")]
    [TestCase("chat", "chat_malformed")]
    public async Task What_is_none_of_the_protocol_is_told(string stage, string code)
    {
        await using CascadeRun run = await CascadeRun.StartAsync();
        Arrange(run.Servers);
        Wrap(run.Servers, stage, async (exchange, _) =>
        {
            if (stage == "stt")
            {
                await exchange.RespondAsync(200, "{\"text\":");
            }
            else
            {
                await exchange.BeginAsync("text/event-stream");
                await exchange.WriteAsync("data: {\"choices\":[{\n\n");
            }
        });
        Assert.That(await run.SpeakAndAsk().EndedAsync(), Is.EqualTo(code));
        Arrange(run.Servers);
        await AnswerNextAsync(run);
    }

    [TestCase("audio/mpeg", "tts_malformed")]
    [TestCase("text/html", "tts_malformed")]
    [TestCase("audio/wav", "tts_malformed")]
    public async Task A_voice_in_another_format_is_told(string contentType, string code)
    {
        await using CascadeRun run = await CascadeRun.StartAsync();
        Arrange(run.Servers);
        run.Servers.OnSpeech = exchange => exchange.RespondAsync(200, contentType, new byte[4000]);
        Assert.That(await run.SpeakAndAsk().EndedAsync(), Is.EqualTo(code));
    }

    [Test]
    public async Task A_voice_without_sound_is_told()
    {
        await using CascadeRun run = await CascadeRun.StartAsync();
        Arrange(run.Servers);
        run.Servers.OnSpeech = exchange => exchange.RespondAsync(200, "audio/pcm", ReadOnlyMemory<byte>.Empty);
        Assert.That(await run.SpeakAndAsk().EndedAsync(), Is.EqualTo("tts_empty"));
    }

    [Test]
    public async Task A_model_that_says_nothing_is_told()
    {
        await using CascadeRun run = await CascadeRun.StartAsync();
        Arrange(run.Servers);
        run.Servers.OnChat = exchange => ChatAnswer.SayAllAsync(exchange);
        Assert.That(await run.SpeakAndAsk().EndedAsync(), Is.EqualTo("chat_empty"));
    }

    [Test]
    public async Task A_response_without_an_end_is_broken_off()
    {
        await using CascadeRun run = await CascadeRun.StartAsync();
        Arrange(run.Servers);
        run.Servers.OnTranscription = exchange => exchange.RespondAsync(200, $"{{\"text\":\"{new string('a', 2 << 20)}\"}}");
        Assert.That(await run.SpeakAndAsk().EndedAsync(), Does.StartWith("stt_"));
        Assert.That(run.Servers.Chats, Is.Empty);
    }

    private static void Arrange(CascadeStandIn servers)
    {
        servers.Hear("Hello?");
        servers.OnChat = exchange => ChatAnswer.SayAllAsync(exchange, "Good day.");
        servers.Speak();
    }

    private static void Wrap(CascadeStandIn servers, string stage, Func<HttpExchange, Func<HttpExchange, Task>, Task> wrapper)
    {
        switch (stage)
        {
            case "stt":
                Func<HttpExchange, Task> transcribe = servers.OnTranscription!;
                servers.OnTranscription = exchange => wrapper(exchange, transcribe);
                break;
            case "chat":
                Func<HttpExchange, Task> chat = servers.OnChat!;
                servers.OnChat = exchange => wrapper(exchange, chat);
                break;
            default:
                Func<HttpExchange, Task> speak = servers.OnSpeech!;
                servers.OnSpeech = exchange => wrapper(exchange, speak);
                break;
        }
    }

    private static IReadOnlyCollection<HttpExchange> Requests(CascadeStandIn servers, string stage) => stage switch
    {
        "stt" => servers.Transcriptions,
        "chat" => servers.Chats,
        _ => servers.Speeches,
    };

    private static async Task<HttpExchange> AnswerNextAsync(CascadeRun run)
    {
        int asked = run.Servers.Chats.Count;
        Arrange(run.Servers);
        RecordedResponse response = run.SpeakAndAsk();
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(response.Messages.Single().Text, Is.EqualTo("Good day."));
        return run.Servers.Chats.ElementAt(asked);
    }
}
