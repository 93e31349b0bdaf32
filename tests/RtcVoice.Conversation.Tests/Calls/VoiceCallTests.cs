using RtcVoice.Audio.Opus;
using RtcVoice.Audio.Vad;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Calls;
using RtcVoice.Conversation.Peer;
using RtcVoice.Conversation.Tests.Harness;
using RtcVoice.TestKit.Waiting;
using RtcVoice.Timing;

namespace RtcVoice.Conversation.Tests.Calls;

/// <summary>Whole calls on a virtual clock: a person, an agent, and who may speak when.</summary>
public sealed class VoiceCallTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private SileroModel _vad = null!;

    [OneTimeSetUp]
    public void Load() => _vad = SileroModel.Load();

    [OneTimeTearDown]
    public void Unload() => _vad.Dispose();

    [Test]
    public void From_the_first_moment_a_frame_leaves_every_20_ms()
    {
        using var call = new CallUnderTest(_vad, new ScriptedAgent());
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
    public async Task What_the_agent_says_departs_whole_and_it_is_told_when_all_has_left()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(_vad, agent);
        call.Connect();
        IAgentCall line = await agent.StartedAsync();
        Assert.That(line.Id, Is.EqualTo("rtc_test"));
        AgentSpeech speech = line.Speak();
        Assert.That(await speech.WriteAsync(Sounds.Tone(2 * Second), OpusFormat.SampleRate));
        speech.Complete();
        call.Run(3 * Second);
        SpeechFinished finished = await agent.ToldOfAsync<SpeechFinished>();
        Assert.That(finished.Speech, Is.SameAs(speech));
        Assert.That(speech.Cancelled.IsCancellationRequested, Is.False);
        Assert.That(Sounds.LoudTime(call.Heard()), Is.EqualTo(2 * Second).Within(TimeSpan.FromMilliseconds(30)));
        Assert.That(Steps(call), Is.All.EqualTo(960L));
        Assert.That(agent.Events.OfType<SpeechInterrupted>(), Is.Empty);
    }

    [Test]
    public async Task Speeches_are_heard_one_after_another()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(_vad, agent);
        call.Connect();
        IAgentCall line = await agent.StartedAsync();
        AgentSpeech first = line.Speak();
        AgentSpeech second = line.Speak();
        await second.WriteAsync(Sounds.Tone(Second), OpusFormat.SampleRate);
        second.Complete();
        call.Run(Second);
        Assert.That(Sounds.LoudTime(call.Heard()), Is.EqualTo(TimeSpan.Zero), "the second waits for the first");
        await first.WriteAsync(Sounds.Tone(Second), OpusFormat.SampleRate);
        first.Complete();
        call.Run(3 * Second);
        await Eventually.IsTrueAsync(() => agent.Events.Count == 2, "both are told");
        Assert.That(agent.Events.Cast<SpeechFinished>().Select(f => f.Speech), Is.EqualTo(new[] { first, second }));
    }

    [Test]
    public async Task A_person_who_speaks_is_told_to_the_agent_with_the_sound()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(_vad, agent);
        short[] sentence = Sounds.Human();
        call.Connect();
        call.Run(Second);
        call.LetPersonSay(sentence);
        call.Run(TimeSpan.FromSeconds((double)sentence.Length / OpusFormat.SampleRate) + (2 * Second));
        UserTurnEnded ended = await agent.ToldOfAsync<UserTurnEnded>();
        Assert.That(agent.Events.First(), Is.InstanceOf<UserSpeechStarted>());
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
        using var call = new CallUnderTest(_vad, agent);
        call.Connect();
        IAgentCall line = await agent.StartedAsync();
        AgentSpeech speech = line.Speak();
        AgentSpeech waiting = line.Speak();
        await speech.WriteAsync(Sounds.Tone(20 * Second), OpusFormat.SampleRate);
        await waiting.WriteAsync(Sounds.Tone(Second), OpusFormat.SampleRate);
        call.Run(2 * Second);
        call.LetPersonSay(Sounds.Human());
        call.RunUntil(() => speech.Cancelled.IsCancellationRequested, 3 * Second);
        int framesAtCut = call.Peer.Sent.Count;
        SpeechInterrupted cut = await agent.ToldOfAsync<SpeechInterrupted>();
        Assert.That(cut.Speech, Is.SameAs(speech));
        Assert.That(waiting.Cancelled.IsCancellationRequested, "what waits goes with it");
        Assert.That(agent.Events.OfType<UserSpeechStarted>(), Is.Not.Empty);

        Assert.That(await speech.WriteAsync(Sounds.Tone(Second), OpusFormat.SampleRate), Is.False, "a late delta is no error");
        speech.Complete();
        call.Run(2 * Second);
        TimeSpan heard = Sounds.LoudTime(call.Heard());
        TestContext.Out.WriteLine($"sent {cut.Sent.TotalMilliseconds:F0} ms, heard {heard.TotalMilliseconds:F0} ms");
        Assert.That(heard, Is.EqualTo(cut.Sent).Within(TimeSpan.FromMilliseconds(40)), "what was told is what was heard");
        Assert.That(Sounds.LoudTime(call.Heard().AsSpan((framesAtCut + 3) * OpusFormat.FrameSamples)), Is.EqualTo(TimeSpan.Zero));
        Assert.That(Steps(call), Is.All.EqualTo(960L), "the clock goes on through the cut");
        Assert.That(agent.Events.OfType<SpeechInterrupted>().Select(e => e.Speech), Is.EqualTo(new[] { speech, waiting }));
        Assert.That(agent.Events.OfType<SpeechInterrupted>().Last().Sent, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public async Task After_a_cut_the_agent_may_speak_again()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(_vad, agent);
        call.Connect();
        IAgentCall line = await agent.StartedAsync();
        await line.Speak().WriteAsync(Sounds.Tone(10 * Second), OpusFormat.SampleRate);
        call.Run(Second);
        short[] sentence = Sounds.Human();
        call.LetPersonSay(sentence);
        call.Run(TimeSpan.FromSeconds((double)sentence.Length / OpusFormat.SampleRate) + (2 * Second));
        await agent.ToldOfAsync<UserTurnEnded>();
        int before = call.Peer.Sent.Count;
        AgentSpeech answer = line.Speak();
        await answer.WriteAsync(Sounds.Tone(Second), OpusFormat.SampleRate);
        answer.Complete();
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
        using var call = new CallUnderTest(_vad, agent);
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
        using var call = new CallUnderTest(_vad, new LeavingAgent());
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
        using var call = new CallUnderTest(_vad, agent);
        call.Connect();
        IAgentCall line = await agent.StartedAsync();
        AgentSpeech speech = line.Speak();
        await speech.WriteAsync(Sounds.Tone(5 * Second), OpusFormat.SampleRate);
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
        Assert.That(await speech.WriteAsync(Sounds.Tone(Second), OpusFormat.SampleRate), Is.False);
        Assert.That(() => line.Speak(), Throws.InstanceOf<ObjectDisposedException>());
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
        using var call = new CallUnderTest(_vad, agent);
        call.Peer.End(PeerCloseReason.NeverConnected);
        await call.Call.Ended.WithinPatienceAsync();
        Assert.That(call.Peer.IsDisposed);
        Assert.That(call.Call.Statistics.EndReason, Is.EqualTo(PeerCloseReason.NeverConnected));
    }

    [Test]
    public async Task An_agent_that_reads_no_events_keeps_the_latest_only()
    {
        using var call = new CallUnderTest(_vad, new LeavingAgent());
        call.Connect();
        for (int i = 0; i < 300; i++)
        {
            AgentSpeech speech = ((IAgentCall)call.Call).Speak();
            await speech.WriteAsync(new short[960], OpusFormat.SampleRate);
            speech.Complete();
            call.Run(TimeSpan.FromMilliseconds(60));
        }

        call.Run(Second);
        call.Peer.End(PeerCloseReason.ClosedByPeer);
        await EndedAsync(call);
        var kept = new List<AgentEvent>();
        await foreach (AgentEvent happening in ((IAgentCall)call.Call).ReadEventsAsync(CancellationToken.None))
        {
            kept.Add(happening);
        }

        Assert.That(kept, Has.Count.EqualTo(256));
        Assert.That(((SpeechFinished)kept[^1]).Speech.Id, Is.EqualTo(300));
    }

    [Test]
    public void Reported_loss_arms_FEC_and_clean_reports_disarm_it()
    {
        using var call = new CallUnderTest(_vad, new ScriptedAgent());
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
        using var call = new CallUnderTest(_vad, new ScriptedAgent());
        call.Connect();
        call.Peer.Observer.OnChannelOpened(0, "oai-events");
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
