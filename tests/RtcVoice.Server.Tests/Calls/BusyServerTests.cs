using System.Net;
using System.Text.Json;
using RtcVoice.Server.Calls;
using RtcVoice.Server.Tests.Harness;
using RtcVoice.Timing;
using RtcVoice.Transport.Client;

namespace RtcVoice.Server.Tests.Calls;

public class BusyServerTests
{
    [Test]
    public async Task A_busy_server_refuses_with_503_and_says_when_to_come_back_and_keeps_the_call_it_has()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using TestCall call = await TestCall.ConnectAsync(server);
        await using var other = new VoiceClient(TimeProvider.System);
        BeBusy(server.Gate);

        using HttpResponseMessage refused = await TestCall.PostAsync(server.Http, other.CreateOffer());
        string body = await refused.Content.ReadAsStringAsync();
        Assert.Multiple(() =>
        {
            Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable), body);
            Assert.That(refused.Headers.RetryAfter?.Delta, Is.EqualTo(LoadGate.Rest));
            Assert.That(JsonDocument.Parse(body).RootElement.GetProperty("error").GetProperty("message").GetString(), Does.Contain("busy"));
            Assert.That(server.Calls.Count, Is.EqualTo(1));
        });
        await call.FramesFlowAsync();
    }

    /// <summary>The server's own samples, which tell of no load, come in between; it rests for 5 s once it is closed.</summary>
    private static void BeBusy(LoadGate gate)
    {
        while (gate.IsOpen)
        {
            gate.Observe(new LoadSample(TimeSpan.FromSeconds(1), TimeSpan.Zero, 0), TimeProvider.System.GetInstant());
        }
    }
}
