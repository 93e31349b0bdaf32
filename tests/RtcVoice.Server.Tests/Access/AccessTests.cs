using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using RtcVoice.Server.Tests.Harness;
using RtcVoice.TestKit.Waiting;
using RtcVoice.Transport.Client;

namespace RtcVoice.Server.Tests.Access;

/// <summary>Who may call, from which page, and how many at a time.</summary>
public sealed class AccessTests
{
    private const string Key = "sk-of-this-test";

    [Test]
    public async Task With_a_key_configured_only_its_bearer_is_served()
    {
        await using RunningServer server = await RunningServer.StartAsync(null, $"ServerKey={Key}");
        await using var client = new VoiceClient(TimeProvider.System);
        string offer = client.CreateOffer();
        AuthenticationHeaderValue?[] unfit = [null, new("Bearer", "sk-wrong"), new("Bearer", Key + "x"), new("Basic", Key)];
        foreach (AuthenticationHeaderValue? wrong in unfit)
        {
            server.Http.DefaultRequestHeaders.Authorization = wrong;
            using HttpResponseMessage refused = await TestCall.PostAsync(server.Http, offer);
            Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
            JsonElement error = JsonDocument.Parse(await refused.Content.ReadAsStringAsync()).RootElement.GetProperty("error");
            Assert.That(error.GetProperty("code").GetString(), Is.EqualTo("invalid_api_key"));
            using HttpResponseMessage looked = await server.Http.GetAsync(new Uri(RunningServer.CallsPath + "/rtc_x", UriKind.Relative));
            Assert.That(looked.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        }

        Assert.That(server.Transport.PeerCount, Is.Zero);
        server.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        using HttpResponseMessage reply = await TestCall.PostAsync(server.Http, offer);
        Assert.That(reply.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        client.AcceptAnswer(await reply.Content.ReadAsStringAsync());
        await client.Connected.WithinPatienceAsync();
    }

    [Test]
    public async Task A_page_of_another_origin_may_call_as_the_SDK_does()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        const string Headers = "authorization,content-type,x-openai-agents-sdk";
        using var preflight = new HttpRequestMessage(HttpMethod.Options, new Uri(RunningServer.CallsPath, UriKind.Relative));
        preflight.Headers.Add("Origin", "https://shop.example");
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        preflight.Headers.Add("Access-Control-Request-Headers", Headers);
        using HttpResponseMessage allowed = await server.Http.SendAsync(preflight);
        Assert.That(allowed.IsSuccessStatusCode);
        Assert.That(allowed.Headers.GetValues("Access-Control-Allow-Origin"), Is.EqualTo(new[] { "*" }));
        string named = string.Join(',', allowed.Headers.GetValues("Access-Control-Allow-Headers"));
        Assert.That(named.ToLowerInvariant().Split(',').Select(h => h.Trim()), Is.SupersetOf(Headers.Split(',')));
        Assert.That(string.Join(',', allowed.Headers.GetValues("Access-Control-Allow-Methods")), Does.Contain("POST"));

        await using var client = new VoiceClient(TimeProvider.System);
        using var call = new HttpRequestMessage(HttpMethod.Post, new Uri(RunningServer.CallsPath, UriKind.Relative));
        call.Headers.Add("Origin", "https://shop.example");
        call.Headers.Add("Authorization", "Bearer anything");
        call.Headers.Add("X-OpenAI-Agents-SDK", "openai-agents-sdk.0.1");
        call.Content = TestCall.AsSdp(client.CreateOffer());
        using HttpResponseMessage reply = await server.Http.SendAsync(call);
        Assert.That(reply.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        Assert.That(reply.Headers.GetValues("Access-Control-Allow-Origin"), Is.EqualTo(new[] { "*" }));
        Assert.That(string.Join(',', reply.Headers.GetValues("Access-Control-Expose-Headers")), Does.Contain("Location"));
    }

    [Test]
    public async Task An_error_can_be_read_by_a_page_of_another_origin()
    {
        await using RunningServer server = await RunningServer.StartAsync(null, $"ServerKey={Key}");
        using var call = new HttpRequestMessage(HttpMethod.Post, new Uri(RunningServer.CallsPath, UriKind.Relative));
        call.Headers.Add("Origin", "https://shop.example");
        call.Content = TestCall.AsSdp("v=0");
        using HttpResponseMessage reply = await server.Http.SendAsync(call);
        Assert.That(reply.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(reply.Headers.GetValues("Access-Control-Allow-Origin"), Is.EqualTo(new[] { "*" }));
    }

    [Test]
    public async Task A_full_server_says_when_to_come_again_and_takes_calls_when_one_has_ended()
    {
        const int MaxCalls = 3;
        await using RunningServer server = await RunningServer.StartAsync(null, $"Media:MaxCalls={MaxCalls}");
        VoiceClient[] clients = [.. Enumerable.Range(0, 12).Select(_ => new VoiceClient(TimeProvider.System))];
        HttpResponseMessage[] replies = await Task.WhenAll(clients.Select(c => TestCall.PostAsync(server.Http, c.CreateOffer())));
        HttpResponseMessage[] refused = [.. replies.Where(r => r.StatusCode == HttpStatusCode.ServiceUnavailable)];
        HttpResponseMessage taken = replies.First(r => r.StatusCode == HttpStatusCode.Created);
        Assert.That(refused, Has.Length.EqualTo(clients.Length - MaxCalls), "however many come at once");
        Assert.That(refused.Select(r => r.Headers.RetryAfter?.Delta), Is.All.GreaterThan(TimeSpan.Zero));
        JsonElement error = JsonDocument.Parse(await refused[0].Content.ReadAsStringAsync()).RootElement.GetProperty("error");
        Assert.That(error.GetProperty("code").GetString(), Is.EqualTo("too_many_calls"));
        Assert.That(server.Transport.PeerCount, Is.EqualTo(MaxCalls));
        Assert.That(server.Calls.Count, Is.EqualTo(MaxCalls));

        using HttpResponseMessage ended = await server.Http.PostAsync(new Uri(taken.Headers.Location + "/hangup", UriKind.Relative), content: null);
        await Eventually.IsTrueAsync(() => server.Calls.Count < MaxCalls, "a place is free");
        await using (TestCall call = await TestCall.ConnectAsync(server))
        {
            await call.FramesFlowAsync();
        }

        foreach (VoiceClient client in clients)
        {
            await client.DisposeAsync();
        }

        foreach (HttpResponseMessage reply in replies)
        {
            reply.Dispose();
        }
    }

    [Test]
    public async Task Refused_offers_take_no_place()
    {
        await using RunningServer server = await RunningServer.StartAsync(null, "Media:MaxCalls=1");
        for (int i = 0; i < 5; i++)
        {
            using HttpResponseMessage reply = await TestCall.PostAsync(server.Http, "no offer");
            Assert.That(reply.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        }

        await using TestCall call = await TestCall.ConnectAsync(server);
    }
}
