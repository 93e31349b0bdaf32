using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Peer;
using RtcVoice.Conversation.Playout;
using RtcVoice.Conversation.Realtime;
using RtcVoice.Conversation.Tests.Harness;
using RtcVoice.Conversation.Turns;

namespace RtcVoice.Conversation.Tests.Realtime;

/// <summary>What is known of what was heard, on a virtual clock.</summary>
public sealed class PlayoutTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(20);

    [Test]
    public async Task At_any_instant_it_is_known_what_has_departed_what_was_heard_and_what_is_pending()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent);
        var browser = new PlayoutReporter(call, TimeSpan.FromMilliseconds(180));
        call.Connect();
        browser.Open();
        AgentResponse response = await call.BeginAsync(await agent.StartedAsync());
        AgentMessage message = await response.SayAsync(5 * Second);
        call.Run(Second);
        PlayoutPosition clock = await PositionAsync(call);
        call.Peer.Observer.OnReceptionReport(new ReceptionReport(0, 0, TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(100)));
        call.Run(Second);
        PlayoutPosition modelled = await PositionAsync(call);
        browser.ReportFor(Second);
        PlayoutPosition reported = await PositionAsync(call);

        Assert.That(new[] { clock.Source, modelled.Source, reported.Source }, Is.EqualTo(new[] { PlayoutSource.SendClock, PlayoutSource.Modelled, PlayoutSource.Reported }));
        Assert.That((clock.Departed - clock.Heard).TotalMilliseconds, Is.EqualTo(50 + 10).Within(11));
        Assert.That((modelled.Departed - modelled.Heard).TotalMilliseconds, Is.EqualTo(50 + 50 + 20 + 10).Within(11));
        // The model's half of the round trip is taken for the way of the report.
        Assert.That((reported.Departed - reported.Heard).TotalMilliseconds, Is.EqualTo(180 - 50 + 10).Within(21));
        Assert.That(reported.Error, Is.LessThan(modelled.Error));
        Assert.That((reported.ResponseId, reported.ItemId, reported.ContentIndex), Is.EqualTo((response.Id, message.ItemId, 0)));
        foreach (PlayoutPosition position in new[] { clock, modelled, reported })
        {
            Assert.That(position.Departed + position.Pending, Is.EqualTo(5 * Second).Within(TimeSpan.FromMilliseconds(1)));
        }
    }

    [Test]
    public async Task Stopped_is_told_when_the_last_sample_was_heard_by_the_clients_own_word()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent);
        var browser = new PlayoutReporter(call, TimeSpan.FromMilliseconds(400));
        EventLog client = call.ConnectWithEvents();
        browser.Open();
        AgentResponse response = await call.BeginAsync(await agent.StartedAsync());
        await response.SayAsync(2 * Second);
        response.Complete();
        call.Run(Second / 2);
        TimeSpan late = TimeSpan.Zero;
        while (!client.Types.Contains("output_audio_buffer.stopped"))
        {
            browser.Report();
            call.Run(Frame);
            late = Sounds.LoudTime(call.Heard()) >= (2 * Second) - Frame ? late + Frame : late;
            Assert.That(late, Is.LessThan(Second));
        }

        Assert.That(late.TotalMilliseconds, Is.EqualTo(400).Within(60));
        await agent.ToldOfAsync<MessageHeard>();
    }

    [Test]
    public async Task Hostile_reports_move_no_position_back_and_none_beyond_what_has_departed()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent);
        var browser = new PlayoutReporter(call, TimeSpan.Zero);
        call.Connect();
        browser.Open();
        AgentResponse response = await call.BeginAsync(await agent.StartedAsync());
        await response.SayAsync(20 * Second);
        call.Run(Second);
        TimeSpan heard = TimeSpan.Zero;
        var random = new Random(20261127);
        for (int i = 0; i < 200; i++)
        {
            uint rtp = i % 3 == 0 ? (uint)random.NextInt64(uint.MaxValue) : browser.Timestamp(browser.SentThrough - random.Next(-100_000, 200_000));
            browser.Send($$"""{"type":"{{(i % 5 == 0 ? "muted" : "played")}}","rtp":{{rtp}},"age":{{random.Next(1_000)}},"out":{{random.Next(1_000)}}}""");
            call.Run(TimeSpan.FromMilliseconds(random.Next(40)));
            PlayoutPosition position = await PositionAsync(call);
            Assert.That(position.Heard, Is.GreaterThanOrEqualTo(heard).And.LessThanOrEqualTo(position.Departed));
            heard = position.Heard;
        }

        Assert.That(agent.Events.OfType<MessageTruncated>(), Is.Empty, "nobody was cut, so nobody can have stopped playing for it");
    }

    [Test]
    public async Task A_client_that_silences_itself_at_a_cut_says_where_and_that_is_what_was_heard()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent, interruption: new InterruptionOptions { MinSpeech = TimeSpan.Zero });
        var browser = new PlayoutReporter(call, TimeSpan.FromMilliseconds(200));
        EventLog client = call.ConnectWithEvents();
        browser.Open();
        AgentResponse response = await call.BeginAsync(await agent.StartedAsync());
        AgentMessage message = response.BeginMessage();
        for (int i = 0; i < 50; i++)
        {
            message.WriteWord($"word{i} ", i * Second / 10, (i + 1) * Second / 10);
        }

        await message.WriteAudioAsync(Sounds.Tone(5 * Second), 48_000);
        call.Run(2 * Second);
        client.Send("""{"type":"output_audio_buffer.clear"}""");
        TimeSpan sent = (await agent.ToldOfAsync<MessageTruncated>()).Heard;
        call.Run(Frame);
        browser.Report("muted");
        call.Run(Frame);
        MessageTruncated told = await agent.ToldOfAsync<MessageTruncated>(count: 2);
        Assert.That((sent - told.Heard).TotalMilliseconds, Is.InRange(140, 215), "what was on its way was not heard");
        Assert.That(client.Of("conversation.item.truncated").Select(e => e.GetProperty("audio_end_ms").GetInt32()), Is.EqualTo(new[] { (int)sent.TotalMilliseconds, (int)told.Heard.TotalMilliseconds }));
        HeardItem item = (await call.DescribeAsync()).Single();
        Assert.That((item.Heard, item.IsInterrupted), Is.EqualTo((told.Heard, true)));
        Assert.That(told.Transcript.Trim(), Does.EndWith($"word{(int)Math.Round(told.Heard.TotalSeconds * 10) - 1}"));

        browser.Report("muted");
        call.Run(Second);
        Assert.That(agent.Events.OfType<MessageTruncated>().Count(), Is.EqualTo(2), "it can say so once");
    }

    [Test]
    public async Task A_client_that_falls_silent_at_a_pause_has_heard_no_more_when_that_becomes_a_cut()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent);
        var browser = new PlayoutReporter(call, TimeSpan.FromMilliseconds(200));
        EventLog client = call.ConnectWithEvents();
        browser.Open();
        await SpeakWordsAsync(call, agent);
        call.Run(2 * Second);
        call.LetPersonSay(Sounds.Human());
        browser.AwaitMessage("hold");
        browser.Report("muted");
        client.Await("conversation.item.truncated");
        call.Run(Frame);
        int[] ends = [.. client.Of("conversation.item.truncated").Select(e => e.GetProperty("audio_end_ms").GetInt32())];
        Assert.That(ends, Has.Length.EqualTo(2), "the cut, and what the client knows better");
        Assert.That(ends[0] - ends[1], Is.EqualTo(200).Within(31), "what was on its way was not heard, to a frame and a fade");
        Assert.That((await call.DescribeAsync()).Single().Heard?.TotalMilliseconds, Is.EqualTo(ends[1]).Within(1));
    }

    [Test]
    public async Task A_client_that_fell_silent_at_a_pause_hears_again_what_was_on_its_way_when_nobody_cuts_in()
    {
        TimeSpan silent = await SpokenAsync(isMuted: true);
        TimeSpan plain = await SpokenAsync(isMuted: false);
        Assert.That((silent - plain).TotalMilliseconds, Is.InRange(100, 300));

        static async Task<TimeSpan> SpokenAsync(bool isMuted)
        {
            var agent = new ScriptedAgent();
            using var call = new CallUnderTest(agent);
            var browser = new PlayoutReporter(call, TimeSpan.FromMilliseconds(200));
            call.Connect();
            browser.Open();
            await SpeakWordsAsync(call, agent);
            call.Run(2 * Second);
            call.LetPersonSay(Sounds.Human().AsMemory(48_000, 48_000 * 15 / 100));
            browser.AwaitMessage("hold");
            if (isMuted)
            {
                browser.Report("muted");
            }

            browser.AwaitMessage("resume");
            call.Run(8 * Second);
            return Sounds.LoudTime(call.Heard());
        }
    }

    [Test]
    public async Task A_client_that_silenced_itself_before_the_first_sample_was_heard_has_the_message_removed()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent);
        var browser = new PlayoutReporter(call, TimeSpan.FromMilliseconds(300));
        EventLog client = call.ConnectWithEvents();
        browser.Open();
        call.Run(Second);
        AgentResponse response = await call.BeginAsync(await agent.StartedAsync());
        AgentMessage message = await response.SayAsync(2 * Second, "Hello.");
        client.Await("output_audio_buffer.started");
        call.Run(TimeSpan.FromMilliseconds(100));
        client.Send("""{"type":"output_audio_buffer.clear"}""");
        browser.Report("muted");
        call.Run(Frame);
        Assert.That(client.Last("conversation.item.deleted").GetProperty("item_id").GetString(), Is.EqualTo(message.ItemId));
        Assert.That(await call.DescribeAsync(), Is.Empty);
    }

    [Test]
    public async Task What_was_still_on_its_way_when_the_person_hung_up_was_not_heard()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent);
        call.Connect();
        AgentResponse response = await call.BeginAsync(await agent.StartedAsync());
        await response.SayAsync(Second, "All of it.");
        response.Complete();
        TimeSpan spoken = TimeSpan.Zero;
        call.RunUntil(() => (spoken = Sounds.LoudTime(call.Heard())) >= Second - Frame, 3 * Second);
        call.Call.HangUp();
        call.Run(Frame);
        HeardItem item = (await call.DescribeAsync()).Single();
        Assert.That((Second - item.Heard!.Value).TotalMilliseconds, Is.InRange(20, 100));
        Assert.That(item.IsInterrupted);
    }

    // Ten words a second.
    private static async Task SpeakWordsAsync(CallUnderTest call, ScriptedAgent agent)
    {
        AgentResponse response = await call.BeginAsync(await agent.StartedAsync());
        AgentMessage message = response.BeginMessage();
        for (int i = 0; i < 50; i++)
        {
            message.WriteWord($"word{i} ", i * Second / 10, (i + 1) * Second / 10);
        }

        await message.WriteAudioAsync(Sounds.Tone(5 * Second), 48_000);
        response.Complete();
    }

    private static async Task<PlayoutPosition> PositionAsync(CallUnderTest call) => (await call.DescribeAsync()).Single().Position!;
}
