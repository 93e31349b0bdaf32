using RtcVoice.Audio.Opus;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Realtime;
using RtcVoice.Conversation.Tests.Harness;

namespace RtcVoice.Conversation.Tests.Realtime;

/// <summary>A conversation that goes on and on.</summary>
public sealed class LongConversationTests
{
    private const int Turns = 500;

    /// <summary>Two items with a sentence each, their events' leavings and the tables' growth; measured: about 2 kB.</summary>
    private const long MaxBytesPerTurn = 8_000;

    [Test]
    public async Task Five_hundred_turns_stay_in_order_and_cost_each_the_same_memory()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent) { KeepsWhatIsSent = false };
        EventLog client = call.ConnectWithEvents();
        client.Send("""{"type":"session.update","session":{"type":"realtime","audio":{"input":{"turn_detection":null}}}}""");
        var expected = new List<string>();
        short[] answer = Sounds.Tone(TimeSpan.FromMilliseconds(200));
        long warm = 0;
        for (int i = 0; i < Turns; i++)
        {
            call.Run(TimeSpan.FromMilliseconds(120));
            client.Send("""{"type":"input_audio_buffer.commit"}""");
            client.Send("""{"type":"response.create"}""");
            AgentResponse response = await agent.AskedAsync(i + 1);
            Assert.That(response.History, Has.Count.EqualTo((2 * i) + 1));
            expected.Add(response.History[^1].Id);
            AgentMessage message = response.BeginMessage();
            message.WriteText($"This is the answer to turn number {i}.");
            await message.WriteAudioAsync(answer, OpusFormat.SampleRate);
            expected.Add(message.ItemId);
            response.Complete();
            call.Run(TimeSpan.FromMilliseconds(400));
            call.Peer.Messages.Clear();
            if (i == Turns / 5)
            {
                warm = agent.ForgetAndMeasure();
            }
        }

        long perTurn = (agent.ForgetAndMeasure() - warm) / (Turns - (Turns / 5));
        IReadOnlyList<HeardItem> items = await call.DescribeAsync();
        TestContext.Out.WriteLine($"{perTurn} bytes a turn");
        Assert.That(items.Select(i => i.Item.Id), Is.EqualTo(expected));
        Assert.That(items.Select(i => ((MessageItem)i.Item).Role), Is.EqualTo(Enumerable.Repeat(new[] { MessageRole.User, MessageRole.Assistant }, Turns).SelectMany(r => r)));
        Assert.That(items.Where(i => i.Heard is not null).Select(i => i.Heard), Has.Exactly(Turns).EqualTo(TimeSpan.FromMilliseconds(200)));
        Assert.That(perTurn, Is.LessThan(MaxBytesPerTurn));
    }
}
