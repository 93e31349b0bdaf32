using RtcVoice.Audio.Opus;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Tests.Harness;
using RtcVoice.Timing;

namespace RtcVoice.Conversation.Tests.Realtime;

/// <summary>Whole calls with <c>semantic_vad</c>, on a virtual clock.</summary>
public sealed class SemanticTurnTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Test]
    public async Task A_client_that_asks_for_eagerness_is_answered_sooner()
    {
        TimeSpan low = await AnsweredAfterAsync("low");
        TimeSpan medium = await AnsweredAfterAsync("medium");
        TimeSpan high = await AnsweredAfterAsync("high");
        TestContext.Out.WriteLine($"low {low}, medium {medium}, high {high}");
        Assert.That(new[] { low, medium, high }, Is.Ordered.Descending);
    }

    [Test]
    public async Task What_an_agent_recognizes_keeps_the_turn_open()
    {
        TimeSpan unknown = await AnsweredAfterAsync("medium");
        TimeSpan open = await AnsweredAfterAsync("medium", "and then I would like to");
        TestContext.Out.WriteLine($"no words {unknown}, open {open}");
        Assert.That(open, Is.GreaterThan(unknown), "it breaks off in mid-word, so that there is little left to wait for");
    }

    private static async Task<TimeSpan> AnsweredAfterAsync(string eagerness, string words = "")
    {
        var agent = new ScriptedAgent { RecognizesLive = true };
        using var call = new CallUnderTest(agent);
        EventLog client = call.ConnectWithEvents();
        IAgentCall line = await agent.StartedAsync();
        client.Send("""{"type":"session.update","session":{"type":"realtime","audio":{"input":{"turn_detection":{"type":"semantic_vad","eagerness":"?"}}}}}""".Replace("?", eagerness, StringComparison.Ordinal));
        ReadOnlyMemory<short> said = Sounds.Human().AsMemory(0, 2 * OpusFormat.SampleRate);
        call.LetPersonSay(said);
        call.Run(1.5 * Second);
        Assert.That(client.Types, Has.None.EqualTo("input_audio_buffer.committed"));
        line.WriteLiveTranscript(words);
        Instant before = call.Now;
        client.Await("input_audio_buffer.committed");
        return call.Now - before;
    }
}
