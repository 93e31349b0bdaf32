using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using RtcVoice.Conversation.Tools;
using RtcVoice.Server.Hosting;
using RtcVoice.Server.Tests.Harness;

namespace RtcVoice.Server.Tests.Hosting;

/// <summary>Functions of the server's own that agents may call.</summary>
public sealed class ToolRegistrationTests
{
    [Test]
    public async Task Every_call_knows_the_tools_that_were_registered()
    {
        AIFunction time = Function("tell_time");
        AIFunction weather = Function("tell_weather");
        await using RunningServer server = await RunningServer.StartAsync(b => b.Services
            .AddRtcVoiceTool(time)
            .AddRtcVoiceTool(weather, TimeSpan.FromSeconds(3), cancelOnInterruption: true));
        Assert.That(server.Runtime.CallServices.Tools, Is.EqualTo(new[]
        {
            new ServerTool(time),
            new ServerTool(weather) { Timeout = TimeSpan.FromSeconds(3), CancelOnInterruption = true },
        }));
    }

    [Test]
    public void Two_tools_of_one_name_stop_the_start()
    {
        Assert.That(
            async () => await RunningServer.StartAsync(b => b.Services.AddRtcVoiceTool(Function("same")).AddRtcVoiceTool(Function("same"))),
            Throws.InstanceOf<StartException>().With.Message.Contains("'same'"));
    }

    [Test]
    public void A_tool_without_time_is_refused()
    {
        Assert.That(() => new ServiceCollection().AddRtcVoiceTool(Function("slow"), TimeSpan.Zero), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static AIFunction Function(string name) => AIFunctionFactory.Create(() => "an answer", name);
}
