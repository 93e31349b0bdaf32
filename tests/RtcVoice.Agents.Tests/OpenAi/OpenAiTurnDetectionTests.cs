using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using RtcVoice.Agents.OpenAi;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Session;
using RtcVoice.TestKit.Agents;
using RtcVoice.TestKit.Upstreams;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.Agents.Tests.OpenAi;

/// <summary>Turns that the upstream finds: it hears all, says when the person speaks, and answers by itself.</summary>
public sealed class OpenAiTurnDetectionTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Piece = TimeSpan.FromMilliseconds(20);

    private AnsweredCall _call = null!;
    private TimeSpan _said;

    [SetUp]
    public void Begin() => _said = TimeSpan.Zero;

    [TearDown]
    public async Task EndAsync() => await _call.DisposeAsync();

    [Test]
    public async Task The_sessions_turn_detection_goes_up_as_it_is_and_as_it_changes()
    {
        StandInSession session = await StartAsync(With(new SemanticVad { Eagerness = Eagerness.Low, InterruptResponse = false }));
        await Eventually.IsTrueAsync(() => session.Of("session.update").Count() == 3, "it is configured");
        Assert.That(
            session.TurnDetection.ToString(),
            Is.EqualTo("""{"type":"semantic_vad","eagerness":"low","create_response":true,"interrupt_response":false}"""));
        _call.Call.Tell(new SessionChanged(With(new ServerVad { Threshold = 0.7, SilenceDurationMs = 200, IdleTimeoutMs = 6000 })));
        await Eventually.IsTrueAsync(() => session.Of("session.update").Count() == 4, "it is configured anew");
        Assert.That(
            session.TurnDetection.ToString(),
            Is.EqualTo("""{"type":"server_vad","threshold":0.7,"prefix_padding_ms":300,"silence_duration_ms":200,"create_response":true,"interrupt_response":true}"""));
    }

    [Test]
    public async Task A_turn_that_the_upstream_finds_is_the_calls_and_its_answer_is_said_unasked()
    {
        StandInSession session = await StartAsync();
        await SayAsync(session, 2 * Second);
        await session.BeginSpeechAsync(0.5 * Second);
        await SayAsync(session, Second);
        (StandInItem item, string? id) = await session.EndSpeechAsync(2.5 * Second);
        Assert.That(item.Sound, Is.EqualTo(2 * Second));
        await session.SendAsync(new { type = "conversation.item.input_audio_transcription.completed", item_id = item.Id, transcript = "Tell me." });
        await session.AnswerAsync(id!, "So it is.", Second);

        RecordedResponse response = await _call.Call.ResponseAsync(1);
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        Assert.That((response.Messages.Single().Text, response.Messages.Single().Sound), Is.EqualTo(("So it is.", Second)));
        (string turn, (TimeSpan Start, TimeSpan? End) times) = _call.Call.Turns.Single();
        Assert.That(times.Start, Is.EqualTo(0.5 * Second).Within(Piece));
        Assert.That(times.End!.Value, Is.EqualTo(2.5 * Second).Within(Piece));
        Assert.That(_call.Call.Transcripts, Is.EqualTo(new[] { (turn, "Tell me.") }));
        Assert.That(session.Items.Count, Is.EqualTo(2), "nothing that the upstream has heard or said itself is told it");
        Assert.That(session.Of("response.create").Concat(session.Of("input_audio_buffer.commit")).Concat(session.Of("conversation.item.delete")), Is.Empty);
        Assert.That(_call.Call.Errors, Is.Empty);
    }

    [Test]
    public async Task A_turn_that_is_being_spoken_when_the_connection_breaks_is_told_the_next_session_and_answered()
    {
        StandInSession first = await StartAsync();
        await SayAsync(first, 2 * Second);
        await first.BeginSpeechAsync(Second);
        await Eventually.IsTrueAsync(() => !_call.Call.Turns.IsEmpty, "the turn begins");
        first.Abort();
        StandInSession second = await _call.Upstream.SessionAsync(2);
        string id = await second.ResponseAsync();
        StandInItem told = second.Items.Single();
        Assert.That(told.Sound, Is.EqualTo(Second).Within(Piece));
        Assert.That(_call.Call.Turns.Single().Value.End, Is.EqualTo(2 * Second).Within(Piece));
        await second.AnswerAsync(id, "Go on.", Second);
        Assert.That(await (await _call.Call.ResponseAsync(1)).EndedAsync(), Is.EqualTo("completed"));

        // Positions are the call's still, though the new session counts from its own beginning and has heard the turn as well.
        await SayAsync(second, Second);
        await second.BeginSpeechAsync(second.Heard - (0.5 * Second));
        await Eventually.IsTrueAsync(() => _call.Call.Turns.Count == 2, "another turn begins");
        Assert.That(_call.Call.Turns.Values.Max(t => t.Start), Is.EqualTo(2.5 * Second).Within(2 * Piece));
    }

    [Test]
    public async Task An_answer_that_was_due_when_the_connection_broke_is_asked_for()
    {
        StandInSession first = await StartAsync();
        first.IsSlowToRespond = true;
        await SayAsync(first, Second);
        await first.BeginSpeechAsync(TimeSpan.Zero);
        await first.EndSpeechAsync(Second);
        await Eventually.IsTrueAsync(() => _call.Call.Turns.Values.Any(t => t.End is not null), "the turn is over");
        first.Abort();
        StandInSession second = await _call.Upstream.SessionAsync(2);
        await second.AnswerAsync(await second.ResponseAsync(), "Here.", Second);
        await Eventually.IsTrueAsync(
            () => _call.Call.Turns.Count == 1 && _call.Call.Errors.Contains("upstream_lost"), "the loss is told");
        Assert.That(second.Items[0].Sound, Is.EqualTo(Second).Within(Piece));
    }

    [Test]
    public async Task What_is_said_while_there_is_no_connection_is_heard_by_the_next_session_whole()
    {
        var clock = new FakeTimeProvider();
        StandInSession first = await StartAsync(clock: clock);
        await SayAsync(first, Second);
        first.Abort();
        await Eventually.IsTrueAsync(() => _call.Call.Errors.Contains("upstream_lost"), "it is lost");

        // No attempt is made before the clock moves.
        Write(20 * Second);
        await Eventually.IsTrueAsync(() => _call.Call.Sound.Reader.Count == 0, "it is heard here");
        StandInSession? second = null;
        await Eventually.IsTrueAsync(
            () =>
            {
                clock.Advance(0.5 * Second);
                second = _call.Upstream.Sessions.ElementAtOrDefault(1);
                return second is not null;
            },
            "another session");
        await Eventually.IsTrueAsync(() => second!.Heard >= (21 * Second) - (2 * Piece), "all of it is heard upstream, and the second before");
        await second!.BeginSpeechAsync(second.Heard - (18 * Second));
        await second.EndSpeechAsync(second.Heard - (16 * Second));
        await Eventually.IsTrueAsync(() => _call.Call.Turns.Values.Any(t => t.End is not null), "a turn of it is found");
        (TimeSpan start, TimeSpan? end) = _call.Call.Turns.Values.Single();
        Assert.That(start, Is.EqualTo(3 * Second).Within(2 * Piece));
        Assert.That(end!.Value, Is.EqualTo(5 * Second).Within(2 * Piece));
    }

    [Test]
    public async Task What_the_client_has_forgotten_is_forgotten_upstream_and_no_turn()
    {
        StandInSession session = await StartAsync();
        await SayAsync(session, 2 * Second);
        await session.BeginSpeechAsync(Second);
        await Eventually.IsTrueAsync(() => !_call.Call.Turns.IsEmpty, "the turn begins");
        _call.Call.Tell(new UserSoundCleared());
        await session.CommandAsync("input_audio_buffer.clear");
        await SayAsync(session, 2 * Second);
        await session.BeginSpeechAsync(session.Heard - Second);
        (StandInItem item, string? id) = await session.EndSpeechAsync(session.Heard);
        await session.AnswerAsync(id!, "Yes.", Second);
        Assert.That(await (await _call.Call.ResponseAsync(1)).EndedAsync(), Is.EqualTo("completed"));
        Assert.That(item.Sound, Is.EqualTo(Second).Within(Piece));
        Assert.That(_call.Call.Turns.Values.Count(t => t.End is null), Is.EqualTo(1), "the forgotten one is never ended");
        (TimeSpan start, _) = _call.Call.Turns.Values.Single(t => t.End is not null);
        Assert.That(start, Is.EqualTo(3 * Second).Within(3 * Piece));
        Assert.That(_call.Call.Errors, Is.Empty);
    }

    [Test]
    public async Task What_the_client_has_forgotten_no_later_session_hears()
    {
        StandInSession first = await StartAsync();
        await SayAsync(first, 2 * Second);
        _call.Call.Tell(new UserSoundCleared());
        await first.CommandAsync("input_audio_buffer.clear");
        first.Abort();
        StandInSession second = await _call.Upstream.SessionAsync(2);
        await SayAsync(second, Second);
        Assert.That(second.Heard, Is.LessThanOrEqualTo(Second + (3 * Piece)));
    }

    [Test]
    public async Task A_response_that_the_client_asks_for_just_when_the_upstream_begins_one_is_that()
    {
        StandInSession session = await StartAsync();
        session.BeginsJustBefore = true;
        using RecordedResponse asked = _call.Ask();
        string id = await session.ResponseAsync();
        await session.AnswerAsync(id, "So it is.", Second);
        Assert.That(await asked.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(asked.Messages.Single().Text, Is.EqualTo("So it is."));
        using RecordedResponse next = _call.Ask();
        await session.AnswerAsync(await session.ResponseAsync(2), "And so on.", Second);
        Assert.That(await next.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(_call.Call.Errors, Is.Empty, "the refusal is nobody's business");
    }

    [Test]
    public async Task Where_the_client_ends_turns_nothing_is_fed_and_its_turns_go_up_whole()
    {
        StandInSession session = await StartAsync();
        await SayAsync(session, Second);
        _call.Call.Tell(new SessionChanged(With(null)));
        await session.CommandAsync("input_audio_buffer.clear");
        Assert.That(session.TurnDetection, Is.Null);
        TimeSpan fed = session.Heard;
        Write(2 * Second);
        string turn = _call.Speak();
        using RecordedResponse response = _call.Ask();
        string id = await session.ResponseAsync();
        Assert.That(session.Heard - fed, Is.EqualTo(2 * Second).Within(Piece), "the turn, and it alone");
        await session.AnswerAsync(id, "Yes.", Second);
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(_call.Call.Turns, Has.No.Member(turn));
    }

    private static SessionConfig With(TurnDetection? detection) =>
        SessionConfig.Default with { Audio = new AudioConfig { Input = new AudioInputConfig { TurnDetection = detection } } };

    private async Task<StandInSession> StartAsync(SessionConfig? config = null, TimeProvider? clock = null)
    {
        _call = await AnsweredCall.StartAsync(new OpenAiOptions { TurnDetection = "upstream" }, clock, session: config);
        StandInSession session = await _call.Upstream.SessionAsync(1);
        await session.CommandAsync("session.update", 3);
        return session;
    }

    private async Task SayAsync(StandInSession session, TimeSpan length)
    {
        TimeSpan before = session.Heard;
        Write(length);
        await Eventually.IsTrueAsync(() => session.Heard >= before + length - (2 * Piece), "it is heard upstream");
    }

    private void Write(TimeSpan length)
    {
        for (TimeSpan end = _said + length; _said < end; _said += Piece)
        {
            _call.Call.Sound.Writer.TryWrite(new UserSound(_said, new short[UserTurn.SampleRate / 50]));
        }
    }
}
