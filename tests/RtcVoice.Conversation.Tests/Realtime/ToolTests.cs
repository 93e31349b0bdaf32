using System.Text.Json;
using Microsoft.Extensions.AI;
using RtcVoice.Audio.Opus;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Tests.Harness;
using RtcVoice.Conversation.Tools;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.Conversation.Tests.Realtime;

/// <summary>Functions that the client runs, and tools that the server runs.</summary>
public sealed class ToolTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Test]
    public async Task A_function_of_the_client_reaches_it_and_its_output_reaches_the_agent()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent);
        EventLog client = call.ConnectWithEvents();
        client.Send("""{"type":"response.create","response":{"tools":[{"type":"function","name":"weather","parameters":{"type":"object"}}]}}""");
        AgentResponse response = await agent.AskedAsync();
        Assert.That(response.Config.Tools.Single().Name, Is.EqualTo("weather"));
        AgentFunctionCall function = response.BeginFunctionCall("weather");
        function.WriteArguments("{\"city\":");
        function.WriteArguments("\"Bern\"}");
        function.Complete();
        response.Complete();
        call.Run(TimeSpan.FromMilliseconds(20));
        Assert.That(client.Types.Skip(2), Is.EqualTo(new[]
        {
            "response.created",
            "response.output_item.added",
            "conversation.item.added",
            "response.function_call_arguments.delta",
            "response.function_call_arguments.delta",
            "response.function_call_arguments.done",
            "response.output_item.done",
            "conversation.item.done",
            "response.done",
        }));
        JsonElement item = client.Last("response.output_item.done").GetProperty("item");
        Assert.That(item.GetProperty("type").GetString(), Is.EqualTo("function_call"));
        Assert.That(item.GetProperty("status").GetString(), Is.EqualTo("completed"));
        Assert.That(item.GetProperty("arguments").GetString(), Is.EqualTo("""{"city":"Bern"}"""));
        client.Send($$$"""{"type":"conversation.item.create","item":{"type":"function_call_output","call_id":"{{{function.CallId}}}","output":"rain"}}""");
        client.Send("""{"type":"response.create"}""");
        AgentResponse next = await agent.AskedAsync(2);
        Assert.That(next.History.Select(i => i.GetType()), Is.EqualTo(new[] { typeof(FunctionCallItem), typeof(FunctionCallOutputItem) }));
        Assert.That(((FunctionCallOutputItem)next.History[1]).Output, Is.EqualTo("rain"));
    }

    [Test]
    public async Task A_tool_of_the_server_runs_here_and_the_agent_is_asked_to_go_on()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent, tools: new ServerTool(AIFunctionFactory.Create(Add, "add")));
        EventLog client = call.ConnectWithEvents();
        await AskForToolAsync(client, agent, "add", """{"a":2,"b":40}""");
        await EndedAsync(call, client);
        Assert.That(client.Types.Skip(2), Is.EqualTo(new[]
        {
            "response.created",
            "response.output_item.added",
            "conversation.item.added",
            "response.mcp_call_arguments.done",
            "response.mcp_call.in_progress",
            "response.mcp_call.completed",
            "response.output_item.done",
            "conversation.item.done",
            "response.done",
            "response.created",
        }));
        JsonElement item = client.Last("conversation.item.done").GetProperty("item");
        Assert.That(item.GetProperty("type").GetString(), Is.EqualTo("mcp_call"));
        Assert.That(item.GetProperty("output").GetString(), Is.EqualTo("42"));
        AgentResponse next = await agent.AskedAsync(2);
        Assert.That(((McpCallItem)next.History.Single()).Output, Is.EqualTo("42"));
    }

    [TestCase("""{"a":"two"}""")]
    [TestCase("[1]")]
    [TestCase("{")]
    public async Task A_tool_that_fails_is_an_error_that_the_agent_may_speak_of(string arguments)
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent, tools: new ServerTool(AIFunctionFactory.Create(Add, "add")));
        EventLog client = call.ConnectWithEvents();
        await AskForToolAsync(client, agent, "add", arguments);
        await EndedAsync(call, client);
        AgentResponse next = await agent.AskedAsync(2);
        var item = (McpCallItem)next.History.Single();
        Assert.That(item.Output, Is.Null);
        Assert.That(item.Error!.Message, Is.Not.Empty);
    }

    [Test]
    public async Task A_client_that_asks_for_what_comes_after_a_tool_gets_the_response_that_is_under_way()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent, tools: new ServerTool(AIFunctionFactory.Create(Add, "add")));
        EventLog client = call.ConnectWithEvents();
        await AskForToolAsync(client, agent, "add", """{"a":2,"b":40}""");
        await EndedAsync(call, client);
        client.Send("""{"type":"response.create"}""");
        Assert.That(client.Of("error"), Is.Empty);
        client.Send("""{"type":"response.create","response":{"instructions":"Shout."}}""");
        Assert.That(client.LastError.GetProperty("code").GetString(), Is.EqualTo("conversation_already_has_active_response"), "this is another one");
        client.Send("""{"type":"conversation.item.create","item":{"type":"message","role":"user","content":[{"type":"input_text","text":"And 3?"}]}}""");
        client.Send("""{"type":"response.create"}""");
        Assert.That(client.Of("error"), Has.Count.EqualTo(2), "what was put since is not in it");
        Assert.That(client.Of("response.created"), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_tool_that_takes_too_long_has_failed()
    {
        var agent = new ScriptedAgent();
        var tool = new ServerTool(AIFunctionFactory.Create(WaitAsync, "wait")) { Timeout = Second };
        using var call = new CallUnderTest(agent, tools: tool);
        EventLog client = call.ConnectWithEvents();
        await AskForToolAsync(client, agent, "wait");
        await EndedAsync(call, client);
        AgentResponse next = await agent.AskedAsync(2);
        Assert.That(((McpCallItem)next.History.Single()).Error!.Message, Does.Contain("longer than 1 s"));
    }

    [Test]
    public async Task A_person_who_cuts_in_stops_a_tool_that_says_so_and_no_other([Values] bool cancelOnInterruption)
    {
        var stopped = new TaskCompletionSource();
        async Task Wait(CancellationToken stop)
        {
            await using CancellationTokenRegistration registration = stop.Register(() => stopped.TrySetResult());
            await Task.Delay(Timeout.Infinite, stop);
        }

        var agent = new ScriptedAgent();
        var tool = new ServerTool(AIFunctionFactory.Create(Wait, "wait")) { Timeout = TimeSpan.FromMinutes(1), CancelOnInterruption = cancelOnInterruption };
        using var call = new CallUnderTest(agent, tools: tool);
        EventLog client = call.ConnectWithEvents();
        await AskForToolAsync(client, agent, "wait");
        call.Run(TimeSpan.FromMilliseconds(100));
        call.LetPersonSay(Sounds.Human());
        client.Await("response.done");
        Assert.That(client.Last("response.done").GetProperty("response").GetProperty("status").GetString(), Is.EqualTo("cancelled"));
        if (cancelOnInterruption)
        {
            await stopped.Task.WithinPatienceAsync();
        }
        else
        {
            Assert.That(stopped.Task.IsCompleted, Is.False);
        }
    }

    private static int Add(int a, int b) => a + b;

    private static Task WaitAsync(CancellationToken stop) => Task.Delay(Timeout.Infinite, stop);

    // The client asks for an answer, and the agent for a tool.
    private static async Task AskForToolAsync(EventLog client, ScriptedAgent agent, string tool, string arguments = "")
    {
        client.Send("""{"type":"response.create"}""");
        AgentResponse response = await agent.AskedAsync();
        AgentFunctionCall function = response.BeginFunctionCall(tool);
        function.WriteArguments(arguments);
        function.Complete();
        response.Complete();
    }

    // The tool runs on the pool: virtual time passes until it has ended.
    private static Task EndedAsync(CallUnderTest call, EventLog client) => Eventually.IsTrueAsync(
        () =>
        {
            call.Run(TimeSpan.FromMilliseconds(20));
            return client.Of("response.created").Count == 2;
        },
        "the next response");
}
