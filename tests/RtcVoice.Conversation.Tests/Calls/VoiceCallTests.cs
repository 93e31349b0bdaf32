using RtcVoice.Audio.Opus;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Calls;
using RtcVoice.Conversation.Peer;
using RtcVoice.Conversation.Tests.Harness;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.Conversation.Tests.Calls;

/// <summary>Whole calls on a virtual clock: a person, an agent, and who may speak when.</summary>
public sealed class VoiceCallTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Test]
    public void From_the_first_moment_a_frame_leaves_every_20_ms()
    {
        using var call = new CallUnderTest(new ScriptedAgent());
        call.Run(Second);
        Assert.That(call.Peer.Sent, Is.Empty, "nobody is there yet");
        Assert.That(call.Call.State, Is.EqualTo(CallState.Connecting));
        call.Connect();
        call.Run(2 * Second);
        Assert.That(call.Peer.Sent, Has.Count.EqualTo(100).Within(2));
        Assert.That(Steps(call), Is.All.EqualTo(960L));
        Assert.That(call.Peer.Sent.Zip(call.Peer.Sent.Skip(1), (a, b) => b.At - a.At), Is.All.EqualTo(TimeSpan.FromMilliseconds(20)));
        Assert.That(call.Call.State, Is.EqualTo(CallState.Connected));
        Assert.That(Sounds.LoudTime(call.Heard()), Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public async Task What_the_agent_says_departs_whole_and_it_is_told_when_all_was_heard()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent);
        call.Connect();
        IAgentCall line = await agent.StartedAsync();
        Assert.That(line.Id, Is.EqualTo("rtc_test"));
        AgentResponse response = await call.BeginAsync(line);
        AgentMessage message = await response.SayAsync(2 * Second);
        response.Complete();
        call.Run(3 * Second);
        MessageHeard heard = await agent.ToldOfAsync<MessageHeard>();
        Assert.That(heard.ItemId, Is.EqualTo(message.ItemId));
        Assert.That(message.AudioWritten, Is.EqualTo(2 * Second));
        Assert.That(Sounds.LoudTime(call.Heard()), Is.EqualTo(2 * Second).Within(TimeSpan.FromMilliseconds(30)));
        Assert.That(Steps(call), Is.All.EqualTo(960L));
        Assert.That(agent.Events.OfType<MessageTruncated>(), Is.Empty);
    }

    [Test]
    public async Task Messages_are_heard_in_the_order_in_which_they_were_begun()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent);
        call.Connect();
        AgentResponse response = await call.BeginAsync(await agent.StartedAsync());
        AgentMessage first = response.BeginMessage();
        AgentMessage second = await response.SayAsync(Second);
        call.Run(Second);
        Assert.That(Sounds.LoudTime(call.Heard()), Is.EqualTo(TimeSpan.Zero), "the second waits for the first");
        await first.WriteAudioAsync(Sounds.Tone(Second), OpusFormat.SampleRate);
        first.Complete();
        response.Complete();
        call.Run(3 * Second);
        await agent.ToldOfAsync<MessageHeard>(2);
        Assert.That(agent.Events.OfType<MessageHeard>().Select(f => f.ItemId), Is.EqualTo(new[] { first.ItemId, second.ItemId }));
    }

    [Test]
    public async Task A_person_who_speaks_is_told_to_the_agent_with_the_sound()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent);
        short[] sentence = Sounds.Human();
        call.Connect();
        call.Run(Second);
        call.LetPersonSay(sentence);
        call.Run(TimeSpan.FromSeconds((double)sentence.Length / OpusFormat.SampleRate) + (2 * Second));
        UserTurnEnded ended = await agent.ToldOfAsync<UserTurnEnded>();
        Assert.That(agent.Events.First(), Is.InstanceOf<UserSpeechStarted>());
        Assert.That(((UserSpeechStarted)agent.Events.First()).ItemId, Is.EqualTo(ended.Turn.ItemId));
        UserTurn[] turns = [.. agent.Events.OfType<UserTurnEnded>().Select(e => e.Turn)];
        TimeSpan spoken = turns.Aggregate(TimeSpan.Zero, (sum, t) => sum + t.Speech);
        TimeSpan sound = TimeSpan.FromSeconds((double)turns.Sum(t => t.Pcm.Length) / UserTurn.SampleRate);
        TestContext.Out.WriteLine($"{turns.Length} turns, {spoken.TotalSeconds:F2} s of speech, {sound.TotalSeconds:F2} s of sound, {ended.Turn.LoudnessDbfs:F0} dBFS");
        Assert.That(spoken.TotalSeconds, Is.EqualTo((double)sentence.Length / OpusFormat.SampleRate).Within(1.5));
        Assert.That(sound, Is.GreaterThan(spoken));
        Assert.That(ended.Turn.LoudnessDbfs, Is.InRange(-45, -10));
    }

    [Test]
    public async Task A_person_who_speaks_over_the_agent_stops_it_and_late_sound_is_let_go()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent);
        call.Connect();
        AgentResponse response = await call.BeginAsync(await agent.StartedAsync());
        AgentMessage speech = response.BeginMessage();
        AgentMessage waiting = response.BeginMessage();
        await speech.WriteAudioAsync(Sounds.Tone(20 * Second), OpusFormat.SampleRate);
        await waiting.WriteAudioAsync(Sounds.Tone(Second), OpusFormat.SampleRate);
        call.Run(2 * Second);
        call.LetPersonSay(Sounds.Human());
        call.RunUntil(() => speech.Cancelled.IsCancellationRequested, 3 * Second);
        int framesAtCut = call.Peer.Sent.Count;
        await agent.ToldOfAsync<MessageTruncated>(2);
        MessageTruncated[] cuts = [.. agent.Events.OfType<MessageTruncated>()];
        Assert.That(cuts.Select(c => c.ItemId), Is.EqualTo(new[] { speech.ItemId, waiting.ItemId }), "what waits goes with it");
        Assert.That(cuts[1].Heard, Is.EqualTo(TimeSpan.Zero));
        Assert.That(response.Cancelled.IsCancellationRequested);
        Assert.That(agent.Events.OfType<UserSpeechStarted>(), Is.Not.Empty);

        Assert.That(await speech.WriteAudioAsync(Sounds.Tone(Second), OpusFormat.SampleRate), Is.False, "a late delta is no error");
        speech.Complete();
        AgentMessage late = response.BeginMessage();
        Assert.That(await late.WriteAudioAsync(Sounds.Tone(Second), OpusFormat.SampleRate), Is.False, "nor is a late message");
        response.Complete();
        call.Run(2 * Second);
        TimeSpan heard = Sounds.LoudTime(call.Heard());
        TestContext.Out.WriteLine($"sent {cuts[0].Heard.TotalMilliseconds:F0} ms, heard {heard.TotalMilliseconds:F0} ms");
        Assert.That(heard, Is.EqualTo(cuts[0].Heard).Within(TimeSpan.FromMilliseconds(40)), "what was told is what was heard");
        Assert.That(Sounds.LoudTime(call.Heard().AsSpan((framesAtCut + 3) * OpusFormat.FrameSamples)), Is.EqualTo(TimeSpan.Zero));
        Assert.That(Steps(call), Is.All.EqualTo(960L), "the clock goes on through the cut");
    }

    [Test]
    public async Task After_a_cut_the_agent_may_speak_again()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent);
        call.Connect();
        AgentResponse first = await call.BeginAsync(await agent.StartedAsync());
        await first.BeginMessage().WriteAudioAsync(Sounds.Tone(10 * Second), OpusFormat.SampleRate);
        call.Run(Second);
        short[] sentence = Sounds.Human();
        call.LetPersonSay(sentence);
        call.Run(TimeSpan.FromSeconds((double)sentence.Length / OpusFormat.SampleRate) + (2 * Second));
        AgentResponse second = await agent.AskedAsync();
        int before = call.Peer.Sent.Count;
        await second.SayAsync(Second);
        second.Complete();
        call.Run(2 * Second);
        Assert.That(Sounds.LoudTime(call.Heard().AsSpan(before * OpusFormat.FrameSamples)), Is.EqualTo(Second).Within(TimeSpan.FromMilliseconds(30)));
    }

    [Test]
    public async Task An_agent_that_throws_ends_the_call([Values] bool atOnce)
    {
        var release = new TaskCompletionSource();
        var agent = new ScriptedAgent(async _ =>
        {
            if (!atOnce)
            {
                await release.Task;
            }

            throw new InvalidDataException("a fault of the agent");
        });
        using var call = new CallUnderTest(agent);
        call.Connect();
        call.Run(Second);
        release.SetResult();
        await Eventually.IsTrueAsync(() => call.Peer.Closes == 1, "the peer is closed");
        await EndedAsync(call);
        Assert.That(call.Call.Statistics.EndReason, Is.EqualTo(PeerCloseReason.ClosedHere));
    }

    [Test]
    public async Task An_agent_that_returns_leaves_the_call_up_in_silence()
    {
        using var call = new CallUnderTest(new LeavingAgent());
        call.Connect();
        call.Run(2 * Second);
        await Task.Yield();
        Assert.That(call.Call.State, Is.EqualTo(CallState.Connected));
        Assert.That(call.Peer.Sent, Has.Count.GreaterThan(95));
    }

    [Test]
    public async Task The_end_of_a_call_tells_the_agent_and_releases_the_peer_after_the_pacer_has_let_go()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent);
        call.Connect();
        IAgentCall line = await agent.StartedAsync();
        AgentResponse response = await call.BeginAsync(line);
        AgentMessage speech = response.BeginMessage();
        await speech.WriteAudioAsync(Sounds.Tone(5 * Second), OpusFormat.SampleRate);
        call.Run(Second);
        call.Peer.End(PeerCloseReason.ClosedByPeer);
        Assert.That(call.Peer.IsDisposed, Is.False);
        await EndedAsync(call);
        Assert.That(call.Peer.IsDisposed);
        int sent = call.Peer.Sent.Count;
        call.Run(Second);
        Assert.That(call.Peer.Sent, Has.Count.EqualTo(sent));
        Assert.That(call.Peer.UsesAfterDispose, Is.Zero);
        await Eventually.IsTrueAsync(() => agent.WasHungUp, "the agent is told");
        Assert.That(speech.Cancelled.IsCancellationRequested);
        Assert.That(await speech.WriteAudioAsync(Sounds.Tone(Second), OpusFormat.SampleRate), Is.False);
        Assert.That(() => line.BeginResponseAsync(CancellationToken.None), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(call.Call.Statistics.EndReason, Is.EqualTo(PeerCloseReason.ClosedByPeer));
        Assert.That(call.Call.State, Is.EqualTo(CallState.Ended));
        TimeSpan duration = call.Call.Statistics.Duration;
        call.Run(Second);
        Assert.That(call.Call.Statistics.Duration, Is.EqualTo(duration), "it stands still");
    }

    [Test]
    public async Task A_call_that_never_connected_is_released_as_well()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent);
        call.Peer.End(PeerCloseReason.NeverConnected);
        await call.Call.Ended.WithinPatienceAsync();
        Assert.That(call.Peer.IsDisposed);
        Assert.That(call.Call.Statistics.EndReason, Is.EqualTo(PeerCloseReason.NeverConnected));
    }

    [Test]
    public async Task An_agent_that_reads_no_events_keeps_the_latest_only()
    {
        using var call = new CallUnderTest(new LeavingAgent());
        EventLog client = call.ConnectWithEvents();
        for (int i = 0; i < 1500; i++)
        {
            client.Send($$$"""{"type":"session.update","session":{"type":"realtime","instructions":"{{{i}}}"}}""");
        }

        call.Peer.End(PeerCloseReason.ClosedByPeer);
        await EndedAsync(call);
        var kept = new List<AgentEvent>();
        await foreach (AgentEvent happening in ((IAgentCall)call.Call.Session).ReadEventsAsync(CancellationToken.None))
        {
            kept.Add(happening);
        }

        Assert.That(kept, Has.Count.EqualTo(1024));
        Assert.That(((SessionChanged)kept[^1]).Session.Instructions, Is.EqualTo("1499"));
    }

    [Test]
    public void Reported_loss_arms_FEC_and_clean_reports_disarm_it()
    {
        using var call = new CallUnderTest(new ScriptedAgent());
        call.Connect();
        Report(call, 0.01);
        Assert.That(call.Call.Statistics.ExpectedLossPercent, Is.Zero);
        Report(call, 0.06);
        Assert.That(call.Call.Statistics.ExpectedLossPercent, Is.EqualTo(6));
        Report(call, 0);
        Report(call, 0);
        Assert.That(call.Call.Statistics.ExpectedLossPercent, Is.EqualTo(6));
        Report(call, 0);
        Assert.That(call.Call.Statistics.ExpectedLossPercent, Is.Zero);
    }

    [Test]
    public void Only_the_echo_channel_is_echoed()
    {
        using var call = new CallUnderTest(new ScriptedAgent());
        call.Connect();
        call.Peer.Observer.OnChannelOpened(0, "something-else");
        call.Peer.Observer.OnChannelOpened(2, "rtcvoice-echo");
        call.Peer.Observer.OnMessage(0, [1], isText: false);
        call.Peer.Observer.OnMessage(2, [2], isText: true);
        call.Peer.Observer.OnChannelClosed(2);
        call.Peer.Observer.OnMessage(2, [3], isText: false);
        Assert.That(call.Peer.Messages.Select(m => (m.Channel, m.Payload[0], m.IsText)), Is.EqualTo(new[] { (2, (byte)2, true) }));
    }

    private static IEnumerable<long> Steps(CallUnderTest call) =>
        call.Peer.Sent.Zip(call.Peer.Sent.Skip(1), (a, b) => b.MediaTime - a.MediaTime);

    private static void Report(CallUnderTest call, double loss)
    {
        call.Peer.Observer.OnReceptionReport(new ReceptionReport(loss, 0, TimeSpan.Zero, null));
        call.Run(TimeSpan.FromMilliseconds(20));
    }

    private static async Task EndedAsync(CallUnderTest call)
    {
        await Eventually.IsTrueAsync(
            () =>
            {
                call.Run(TimeSpan.FromMilliseconds(10));
                return call.Call.Ended.IsCompleted;
            },
            "the call is released");
        await call.Call.Ended;
    }

    private sealed class LeavingAgent : IVoiceAgent
    {
        public Task RunAsync(IAgentCall call, CancellationToken hangUp) => Task.CompletedTask;
    }
}
