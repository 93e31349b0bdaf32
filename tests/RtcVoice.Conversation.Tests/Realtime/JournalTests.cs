using RtcVoice.Audio.Opus;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Realtime;
using RtcVoice.Conversation.Tests.Harness;

namespace RtcVoice.Conversation.Tests.Realtime;

/// <summary>What of a conversation is handed over to be kept, and when; on a virtual clock.</summary>
public sealed class JournalTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Test]
    public async Task While_a_message_is_heard_its_position_is_kept_once_a_second_and_its_end_at_once()
    {
        var store = new RecordingStore();
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent, store: store);
        call.Connect();
        AgentResponse response = await call.BeginAsync(await agent.StartedAsync());
        AgentMessage message = response.BeginMessage();
        for (int i = 0; i < 10; i++)
        {
            message.WriteWord($"word{i} ", i * Second / 2, (i + 1) * Second / 2);
        }

        await message.WriteAudioAsync(Sounds.Tone(5 * Second), OpusFormat.SampleRate);
        response.Complete();
        call.Run(TimeSpan.FromMilliseconds(500));
        int before = store.Records.Count;
        call.Run(3 * Second);
        Assert.That(store.Records.Count - before, Is.EqualTo(3), "one a second");
        HeardItem halfway = store.Kept().Single();
        TimeSpan sent = Sounds.LoudTime(call.Heard());
        TestContext.Out.WriteLine($"kept {halfway.Heard}, sent {sent}");
        Assert.That(halfway.Item.Status, Is.EqualTo(ItemStatus.Incomplete));
        Assert.That(halfway.IsInterrupted);
        Assert.That(halfway.Generated, Is.EqualTo(5 * Second));
        Assert.That(sent - halfway.Heard!.Value, Is.InRange(TimeSpan.FromMilliseconds(-30), TimeSpan.FromMilliseconds(1030)));
        int words = Transcript(halfway).Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        Assert.That(words, Is.EqualTo(halfway.Heard.Value.TotalSeconds * 2).Within(1));
        call.Run(3 * Second);
        HeardItem whole = store.Kept().Single();
        Assert.That((whole.Item.Status, whole.Heard, whole.IsInterrupted), Is.EqualTo((ItemStatus.Completed, (TimeSpan?)(5 * Second), false)));
        Assert.That(Transcript(whole), Does.EndWith("word9 "));
        int settled = store.Records.Count;
        call.Run(5 * Second);
        Assert.That(store.Records, Has.Count.EqualTo(settled), "silence is not kept");
    }

    [Test]
    public async Task A_cut_is_kept_as_the_conversation_has_it()
    {
        var store = new RecordingStore();
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent, store: store);
        EventLog client = call.ConnectWithEvents();
        AgentResponse response = await call.BeginAsync(await agent.StartedAsync());
        await response.SayAsync(20 * Second, "A long story that nobody hears to its end.");
        response.Complete();
        call.Run(2 * Second);
        client.Send("""{"type":"output_audio_buffer.clear"}""");
        client.Await("conversation.item.truncated");
        call.Run(TimeSpan.FromMilliseconds(20));
        HeardItem kept = store.Kept().Single();
        HeardItem told = (await call.DescribeAsync()).Single();
        Assert.That((kept.Item.Id, kept.Item.Status, kept.Heard, kept.IsInterrupted), Is.EqualTo((told.Item.Id, told.Item.Status, told.Heard, true)));
        Assert.That(Transcript(kept), Is.EqualTo(Transcript(told)));
    }

    [Test]
    public async Task A_call_that_ends_in_mid_sentence_keeps_what_was_heard_in_memory_and_in_the_store()
    {
        var store = new RecordingStore();
        var agent = new ScriptedAgent();
        var call = new CallUnderTest(agent, store: store);
        call.Connect();
        AgentResponse response = await call.BeginAsync(await agent.StartedAsync());
        await response.SayAsync(20 * Second, "A long story that nobody hears to its end.");
        response.Complete();
        call.Run(2 * Second);
        TimeSpan sent = Sounds.LoudTime(call.Heard());
        call.Dispose();
        HeardItem kept = store.Kept().Single();
        HeardItem told = (await call.Call.Session.DescribeAsync()).Single();
        Assert.That(store.Records[^1].Ended, Is.Not.Null);
        Assert.That(kept.Item.Status, Is.EqualTo(ItemStatus.Incomplete));
        Assert.That((sent - kept.Heard!.Value).TotalMilliseconds, Is.InRange(20, 90), "what was still on its way was not heard");
        Assert.That((told.Item.Status, told.Heard, told.IsInterrupted), Is.EqualTo((kept.Item.Status, kept.Heard, true)));
    }

    [Test]
    public void Items_keep_their_order_wherever_they_are_put_and_the_deleted_go()
    {
        var store = new RecordingStore();
        using var call = new CallUnderTest(new ScriptedAgent(), store: store);
        EventLog client = call.ConnectWithEvents();
        var order = new List<string>();
        Create("first", null, 0);
        for (int i = 0; i < 80; i++)
        {
            Create($"behind{i}", "first", 1);
        }

        Create("front", "root", 0);
        Create("last", null, order.Count);
        client.Send("""{"type":"conversation.item.delete","item_id":"behind3"}""");
        order.Remove("behind3");
        call.Run(TimeSpan.FromMilliseconds(100));
        Assert.That(store.Kept().Select(i => i.Item.Id), Is.EqualTo(order));
        Assert.That(store.Records[^1].Deleted, Is.EqualTo(new[] { "behind3" }));

        void Create(string id, string? behind, int index)
        {
            string place = behind is null ? "" : $"\"previous_item_id\":\"{behind}\",";
            client.Send($$$"""{"type":"conversation.item.create",{{{place}}}"item":{"id":"{{{id}}}","type":"message","role":"user","content":[{"type":"input_text","text":"Hello"}]}}""");
            order.Insert(index, id);
            call.Run(TimeSpan.FromMilliseconds(10));
        }
    }

    [Test]
    public void A_call_that_nobody_comes_to_is_not_kept()
    {
        var store = new RecordingStore();
        using (new CallUnderTest(new ScriptedAgent(), store: store))
        {
        }

        Assert.That(store.Records, Is.Empty);
    }

    private static string Transcript(HeardItem item) => ((MessageItem)item.Item).Content.OfType<OutputAudioPart>().Single().Transcript;
}
