using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using RtcVoice.Conversation.Session;
using RtcVoice.Server.Access;
using RtcVoice.Server.Tests.Harness;
using RtcVoice.TestKit.Clocks;
using RtcVoice.Transport.Client;

namespace RtcVoice.Server.Tests.Access;

/// <summary>Keys that a server mints for its pages: what they are good for, and for how long.</summary>
public sealed class ClientSecretTests
{
    private const string Path = "/v1/realtime/client_secrets";
    private const string ServerKey = "sk-of-this-test";

    private static readonly AuthenticationHeaderValue AsServer = new("Bearer", ServerKey);

    [TestCase("")]
    [TestCase("{}")]
    [TestCase("""{"expires_after":null,"session":null}""")]
    public async Task A_key_for_nothing_in_particular_begins_sessions_by_the_defaults_for_ten_minutes(string body)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        JsonElement minted = await MintAsync(server, body);
        Assert.That(minted.GetProperty("value").GetString(), Does.Match("^ek_[0-9a-f]{48}$"));
        long expires = minted.GetProperty("expires_at").GetInt64();
        Assert.That(expires - TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(), Is.InRange(570, 601));
        JsonElement session = minted.GetProperty("session");
        Assert.That(session.GetProperty("type").GetString(), Is.EqualTo("realtime"));
        Assert.That(session.GetProperty("object").GetString(), Is.EqualTo("realtime.session"));
        Assert.That(session.GetProperty("id").GetString(), Does.StartWith("sess_"));
        Assert.That(session.GetProperty("model").GetString(), Is.EqualTo("quiet"));
        Assert.That(session.GetProperty("audio").GetProperty("input").GetProperty("turn_detection").GetProperty("type").GetString(), Is.EqualTo("server_vad"));
    }

    [Test]
    public async Task What_a_key_was_minted_for_is_what_its_sessions_begin_with()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        const string Session = """{"session":{"type":"realtime","model":"tiny","instructions":"Speak of ships.","audio":{"output":{"voice":"salt"}}}}""";
        JsonElement minted = await MintAsync(server, Session);
        Assert.That(minted.GetProperty("session").GetProperty("instructions").GetString(), Is.EqualTo("Speak of ships."));
        string key = minted.GetProperty("value").GetString()!;
        for (int i = 0; i < 3; i++)
        {
            await using SocketClient client = await SocketClient.ConnectAsync(server, "?model=large", key);
            JsonElement session = (await client.ReceiveAsync("session.created")).GetProperty("session");
            Assert.That(session.GetProperty("instructions").GetString(), Is.EqualTo("Speak of ships."), "as often as one likes");
            Assert.That(session.GetProperty("audio").GetProperty("output").GetProperty("voice").GetString(), Is.EqualTo("salt"));
            Assert.That(session.GetProperty("model").GetString(), Is.EqualTo("large"), "the address says more");
        }
    }

    [TestCase("""{"expires_after":{"anchor":"created_at","seconds":9}}""", "invalid_value", "expires_after.seconds")]
    [TestCase("""{"expires_after":{"anchor":"created_at","seconds":7201}}""", "invalid_value", "expires_after.seconds")]
    [TestCase("""{"expires_after":{"anchor":"yesterday","seconds":60}}""", "invalid_value", "expires_after.anchor")]
    [TestCase("""{"expires_after":{"minutes":1}}""", "unknown_parameter", "expires_after.minutes")]
    [TestCase("""{"expires_after":60}""", "invalid_type", "expires_after")]
    [TestCase("""{"expires":60}""", "unknown_parameter", "expires")]
    [TestCase("""{"session":{"type":"transcription"}}""", "invalid_value", "session.type")]
    [TestCase("""{"session":{"audio":{"output":{"speed":9}}}}""", "invalid_value", "session.audio.output.speed")]
    [TestCase("""{"session":{"voice":"alloy"}}""", "unknown_parameter", "session.voice")]
    [TestCase("""[]""", "invalid_type", null)]
    [TestCase("""{"session":""", "invalid_json", null)]
    public async Task What_cannot_be_minted_is_refused_with_the_field_that_is_wrong(string body, string code, string? param)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        ErrorReply error = await ErrorReply.ReadAsync(server.PostJsonAsync(Path, body));
        Assert.That((error.Status, error.Code, error.Param), Is.EqualTo((400, code, param)), error.Message);
    }

    [Test]
    public async Task A_configuration_without_end_is_refused()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        foreach (string path in new[] { Path, "/v1/realtime/sessions" })
        {
            ErrorReply error = await ErrorReply.ReadAsync(server.PostJsonAsync(path, new string(' ', 256 * 1024 + 1)));
            Assert.That((error.Status, error.Code), Is.EqualTo((413, "session_too_large")));
        }
    }

    [Test]
    public async Task Only_the_servers_key_mints()
    {
        await using RunningServer server = await RunningServer.StartAsync(null, $"ServerKey={ServerKey}");
        Assert.That((await ErrorReply.ReadAsync(server.PostJsonAsync(Path, ""))).Status, Is.EqualTo(401));
        server.Http.DefaultRequestHeaders.Authorization = AsServer;
        string key = await server.MintAsync();
        server.Http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        ErrorReply error = await ErrorReply.ReadAsync(server.PostJsonAsync(Path, ""));
        Assert.That((error.Status, error.Code), Is.EqualTo((403, "server_key_required")));
    }

    [Test]
    public async Task A_key_lets_in_for_everything_about_calls()
    {
        await using RunningServer server = await RunningServer.StartAsync(null, $"ServerKey={ServerKey}");
        server.Http.DefaultRequestHeaders.Authorization = AsServer;
        string key = await server.MintAsync();
        server.Http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        await using TestCall call = await TestCall.ConnectAsync(server);
        await call.RenegotiateAsync(restartsIce: false);
        Assert.That((await call.DescribeAsync()).GetProperty("state").GetString(), Is.EqualTo("connected"));
        await using SocketClient own = await SocketClient.ConnectAsync(server, "?model=any", key);
        await own.ReceiveAsync("session.created");
        await using SocketClient other = await SocketClient.ConnectAsync(server, "?call_id=" + call.Id, key);
        await other.ReceiveAsync("session.created");
        using HttpResponseMessage ended = await server.Http.PostAsync(new Uri(call.Path + "/hangup", UriKind.Relative), content: null);
        Assert.That(ended.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_key_that_has_expired_or_is_nobodys_lets_nobody_in_whether_or_not_the_server_has_a_key([Values("", ServerKey)] string serverKey)
    {
        var clock = new AdjustableClock();
        await using RunningServer server = await RunningServer.StartAsync(b => b.Services.AddSingleton<TimeProvider>(clock), $"ServerKey={serverKey}");
        server.Http.DefaultRequestHeaders.Authorization = AsServer;
        string key = await server.MintAsync("""{"expires_after":{"seconds":10}}""");
        server.Http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        Assert.That((await ErrorReply.ReadAsync(server.Http.GetAsync(new Uri("/v1/realtime/calls/rtc_none", UriKind.Relative)))).Status, Is.EqualTo(404), "let in");
        clock.Skip(TimeSpan.FromSeconds(11));
        await RefusedAsync(server, key, "expired at");
        await RefusedAsync(server, "ek_" + new string('0', 48), "none of this server's");
    }

    [Test]
    public async Task A_session_outlives_the_key_it_was_begun_with()
    {
        var clock = new AdjustableClock();
        await using RunningServer server = await RunningServer.StartAsync(b => b.Services.AddSingleton<TimeProvider>(clock));
        await using SocketClient client = await SocketClient.ConnectAsync(server, "", await server.MintAsync("""{"expires_after":{"seconds":10}}"""));
        clock.Skip(TimeSpan.FromMinutes(3));
        await client.SendAsync("""{"type":"session.update","session":{"type":"realtime"}}""");
        await client.ReceiveAsync("session.updated");
    }

    [Test]
    public async Task A_page_of_another_origin_may_ask_for_one()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using var preflight = new HttpRequestMessage(HttpMethod.Options, new Uri(Path, UriKind.Relative));
        preflight.Headers.Add("Origin", "https://shop.example");
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        preflight.Headers.Add("Access-Control-Request-Headers", "authorization,content-type");
        using HttpResponseMessage allowed = await server.Http.SendAsync(preflight);
        Assert.That(allowed.IsSuccessStatusCode);
        Assert.That(allowed.Headers.GetValues("Access-Control-Allow-Origin"), Is.EqualTo(new[] { "*" }));
        Assert.That(string.Join(',', allowed.Headers.GetValues("Access-Control-Allow-Headers")).ToLowerInvariant(), Does.Contain("authorization"));
    }

    [Test]
    public async Task The_older_way_answers_with_the_session_and_the_key_inside()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpResponseMessage reply = await server.PostJsonAsync("/v1/realtime/sessions", """{"model":"tiny","instructions":"Speak of ships."}""");
        JsonElement session = JsonDocument.Parse(await reply.Content.ReadAsStringAsync()).RootElement;
        Assert.That(reply.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(session.GetProperty("model").GetString(), Is.EqualTo("tiny"));
        Assert.That(session.GetProperty("object").GetString(), Is.EqualTo("realtime.session"));
        JsonElement secret = session.GetProperty("client_secret");
        Assert.That(secret.GetProperty("expires_at").GetInt64(), Is.GreaterThan(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()));
        await using SocketClient client = await SocketClient.ConnectAsync(server, "", secret.GetProperty("value").GetString());
        JsonElement created = (await client.ReceiveAsync("session.created")).GetProperty("session");
        Assert.That(created.GetProperty("instructions").GetString(), Is.EqualTo("Speak of ships."));
        ErrorReply error = await ErrorReply.ReadAsync(server.PostJsonAsync("/v1/realtime/sessions", """{"voice":"alloy"}"""));
        Assert.That((error.Status, error.Code, error.Param), Is.EqualTo((400, "unknown_parameter", "voice")));
    }

    [Test]
    public void The_oldest_go_when_there_are_too_many()
    {
        var secrets = new ClientSecrets(new FakeTimeProvider());
        string first = secrets.Mint(ClientSecretRequest.Default).Key;
        string second = secrets.Mint(ClientSecretRequest.Default).Key;
        for (int i = 0; i < ClientSecrets.MaxSecrets - 1; i++)
        {
            secrets.Mint(ClientSecretRequest.Default);
        }

        Assert.That(secrets.Find(first), Is.Null);
        Assert.That(secrets.Find(second), Is.Not.Null);
    }

    [Test]
    public void A_key_is_good_to_the_second_that_was_said()
    {
        var clock = new FakeTimeProvider();
        var secrets = new ClientSecrets(clock);
        (string key, ClientSecret secret) = secrets.Mint(ClientSecretRequest.Default);
        clock.SetUtcNow(secret.ExpiresAt - TimeSpan.FromTicks(1));
        Assert.That(secrets.HasExpired(secrets.Find(key)!), Is.False);
        clock.SetUtcNow(secret.ExpiresAt);
        Assert.That(secrets.HasExpired(secrets.Find(key)!));
    }

    private static async Task RefusedAsync(RunningServer server, string key, string word)
    {
        await using var caller = new VoiceClient(TimeProvider.System);
        server.Http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        ErrorReply error = await ErrorReply.ReadAsync(TestCall.PostAsync(server.Http, caller.CreateOffer()));
        Assert.That((error.Status, error.Code, error.Type), Is.EqualTo((401, "invalid_api_key", "authentication_error")));
        Assert.That(error.Message, Does.Contain(word).And.Contain(Path));
        Assert.That(async () => await SocketClient.ConnectAsync(server, "?model=any", key), Throws.InstanceOf<WebSocketException>().With.Message.Contain("401"));
    }

    private static async Task<JsonElement> MintAsync(RunningServer server, string body)
    {
        using HttpResponseMessage reply = await server.PostJsonAsync(Path, body);
        string text = await reply.Content.ReadAsStringAsync();
        Assert.That(reply.StatusCode, Is.EqualTo(HttpStatusCode.OK), text);
        return JsonDocument.Parse(text).RootElement;
    }
}
