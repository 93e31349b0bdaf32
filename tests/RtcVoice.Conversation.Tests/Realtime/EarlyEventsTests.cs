using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Clients;
using RtcVoice.Conversation.Tests.Harness;

namespace RtcVoice.Conversation.Tests.Realtime;

/// <summary>What a caller is told of what happened before its client was ready: the greeting.</summary>
public sealed class EarlyEventsTests
{
    private static readonly string[] First = ["session.created", "conversation.created"];
    private static readonly string[] Greeting =
        ["response.created", "response.output_item.added", "conversation.item.added", "response.content_part.added", "response.output_audio_transcript.delta"];

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    [Test]
    public async Task A_client_that_configures_its_session_is_told_all_behind_the_answer()
    {
        using var call = new CallUnderTest(new ScriptedAgent());
        AgentMessage message = await GreetAsync(call);
        EventLog client = Join(call, channel: 1);
        message.WriteText("morning.");
        call.Run(Moment);
        Assert.That(client.Types, Is.EqualTo(First));
        client.Send("""{"type":"session.update","session":{"type":"realtime"}}""");
        message.WriteText(" How are you?");
        call.Run(Moment);
        Assert.That(client.Types, Is.EqualTo([.. First, "session.updated", .. Greeting, Greeting[^1], Greeting[^1]]));
        Assert.That(client.Of(Greeting[^1]).Select(e => e.GetProperty("delta").GetString()), Is.EqualTo(new[] { "Good ", "morning.", " How are you?" }));
    }

    [Test]
    public async Task The_first_update_may_come_behind_the_greeting_and_name_a_model_and_a_voice()
    {
        using var call = new CallUnderTest(new ScriptedAgent());
        await GreetAsync(call);
        EventLog client = Join(call, channel: 1);
        client.Send("""{"type":"session.update","session":{"type":"realtime","model":"one","instructions":"Be brief.","audio":{"output":{"voice":"alto"}}}}""");
        Assert.That(client.Of("error"), Is.Empty);
        Assert.That(client.Last("session.updated").GetProperty("session").GetProperty("model").GetString(), Is.EqualTo("one"));
        client.Send("""{"type":"session.update","session":{"type":"realtime","model":"two"}}""");
        Assert.That(client.LastError.GetProperty("code").GetString(), Is.EqualTo("cannot_update_model"));
        client.Send("""{"type":"session.update","session":{"type":"realtime","audio":{"output":{"voice":"bass"}}}}""");
        Assert.That(client.LastError.GetProperty("code").GetString(), Is.EqualTo("cannot_update_voice"));
    }

    [Test]
    public async Task A_client_that_only_listens_is_told_all_soon()
    {
        using var call = new CallUnderTest(new ScriptedAgent());
        AgentMessage message = await GreetAsync(call);
        EventLog client = Join(call, channel: 1);
        call.Run(EarlyEvents.Patience + Moment);
        message.WriteText("morning.");
        call.Run(Moment);
        Assert.That(client.Types, Is.EqualTo([.. First, .. Greeting, Greeting[^1]]));
    }

    [Test]
    public async Task A_client_that_joins_is_told_only_what_happens_from_then_on()
    {
        using var call = new CallUnderTest(new ScriptedAgent());
        AgentMessage message = await GreetAsync(call);
        EventLog client = Join(call, channel: 1);
        EventLog joining = Join(call, channel: 3);
        message.WriteText("morning.");
        call.Run(EarlyEvents.Patience + Moment);
        Assert.That(client.Types, Is.EqualTo([.. First, .. Greeting, Greeting[^1]]));
        Assert.That(joining.Types, Is.EqualTo([.. First, Greeting[^1]]));
    }

    [Test]
    public async Task A_client_that_comes_very_late_is_told_only_what_happens_from_then_on()
    {
        using var call = new CallUnderTest(new ScriptedAgent());
        AgentMessage message = await GreetAsync(call);
        for (int i = 0; i < EarlyEvents.MaxKept; i++)
        {
            message.WriteText("word ");
        }

        call.Run(Moment);
        EventLog client = Join(call, channel: 1);
        message.WriteText("morning.");
        call.Run(Moment);
        Assert.That(client.Types, Is.EqualTo([.. First, Greeting[^1]]));
    }

    [Test]
    public async Task A_client_that_is_there_loses_nothing_however_much_happens()
    {
        using var call = new CallUnderTest(new ScriptedAgent());
        AgentMessage message = await GreetAsync(call);
        EventLog client = Join(call, channel: 1);
        for (int i = 0; i < 2 * EarlyEvents.MaxKept; i++)
        {
            message.WriteText("word ");
        }

        call.Run(Moment);
        Assert.That(client.Of(Greeting[^1]), Has.Count.EqualTo(1 + (2 * EarlyEvents.MaxKept)));
        Assert.That(client.Types.Take(First.Length + Greeting.Length), Is.EqualTo([.. First, .. Greeting]));
    }

    private static async Task<AgentMessage> GreetAsync(CallUnderTest call)
    {
        call.Connect();
        AgentResponse greeting = await call.BeginAsync(call.Call.Session);
        AgentMessage message = greeting.BeginMessage();
        message.WriteText("Good ");
        call.Run(Moment);
        return message;
    }

    private static EventLog Join(CallUnderTest call, int channel)
    {
        var client = new EventLog(call, channel);
        client.Open();
        call.Run(Moment);
        return client;
    }
}
