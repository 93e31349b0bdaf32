using System.Net;
using System.Text;
using System.Text.Json;
using RtcVoice.Server.Tests.Harness;
using RtcVoice.TestKit.Waiting;
using RtcVoice.Transport.Client;

namespace RtcVoice.Server.Tests.Calls;

/// <summary>What the session of a WebRTC call is configured to at first.</summary>
public sealed class SessionOfCallTests
{
    private RunningServer _server = null!;

    [OneTimeSetUp]
    public async Task Start() => _server = await RunningServer.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [TearDown]
    public void Forget_the_key() => _server.Http.DefaultRequestHeaders.Authorization = null;

    [Test]
    public async Task It_is_what_the_key_was_minted_for_then_what_came_with_the_offer_then_the_model_of_the_address()
    {
        string key = await _server.MintAsync("""{"session":{"model":"a","instructions":"Of the key.","audio":{"output":{"voice":"salt"}}}}""");
        _server.Http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        await using var client = new VoiceClient(TimeProvider.System);
        JsonElement session = await ConnectAsync(client, "?model=c", """{"type":"realtime","model":"b","instructions":"Of the offer."}""");
        Assert.That(session.GetProperty("model").GetString(), Is.EqualTo("c"));
        Assert.That(session.GetProperty("instructions").GetString(), Is.EqualTo("Of the offer."));
        Assert.That(session.GetProperty("audio").GetProperty("output").GetProperty("voice").GetString(), Is.EqualTo("salt"));
    }

    [Test]
    public async Task Without_anything_it_is_the_defaults_and_the_agents_own_model()
    {
        await using var client = new VoiceClient(TimeProvider.System);
        JsonElement session = await ConnectAsync(client, "", null);
        Assert.That(session.GetProperty("model").GetString(), Is.EqualTo("quiet"));
        Assert.That(session.GetProperty("instructions").GetString(), Is.Empty);
    }

    [Test]
    public async Task The_older_address_takes_an_offer_as_well()
    {
        await using var client = new VoiceClient(TimeProvider.System);
        JsonElement session = await ConnectAsync(client, "?model=gpt-old", null, "/v1/realtime");
        Assert.That(session.GetProperty("model").GetString(), Is.EqualTo("gpt-old"));
    }

    [TestCase("""{"audio":{"output":{"speed":9}}}""", "invalid_value", "session.audio.output.speed")]
    [TestCase("""{"type":"transcription"}""", "invalid_value", "session.type")]
    [TestCase("""{"instrctions":"typo"}""", "unknown_parameter", "session.instrctions")]
    [TestCase("""{"model":""", "invalid_json", "session")]
    public async Task A_session_that_cannot_be_is_refused_with_the_field_that_is_wrong(string session, string code, string param)
    {
        await using var client = new VoiceClient(TimeProvider.System);
        using MultipartFormDataContent form = Form(client.CreateOffer(), session);
        ErrorReply error = await ErrorReply.ReadAsync(_server.Http.PostAsync(new Uri(RunningServer.CallsPath, UriKind.Relative), form));
        Assert.That((error.Status, error.Code, error.Param), Is.EqualTo((400, code, param)), error.Message);
        Assert.That(_server.Transport.PeerCount, Is.Zero);
    }

    [Test]
    public async Task A_model_that_cannot_be_is_refused()
    {
        await using var client = new VoiceClient(TimeProvider.System);
        ErrorReply error = await ErrorReply.ReadAsync(_server.Http.PostAsync(
            new Uri($"{RunningServer.CallsPath}?model={new string('x', 300)}", UriKind.Relative), TestCall.AsSdp(client.CreateOffer())));
        Assert.That((error.Status, error.Code, error.Param), Is.EqualTo((400, "invalid_value", "model")));
    }

    // Calls, and gives the session that the browser is told of.
    private async Task<JsonElement> ConnectAsync(VoiceClient client, string query, string? session, string path = RunningServer.CallsPath)
    {
        string offer = client.CreateOffer();
        using HttpContent content = session is null ? TestCall.AsSdp(offer) : Form(offer, session);
        using HttpResponseMessage reply = await _server.Http.PostAsync(new Uri(path + query, UriKind.Relative), content);
        string answer = await reply.Content.ReadAsStringAsync();
        Assert.That(reply.StatusCode, Is.EqualTo(HttpStatusCode.Created), answer);
        Assert.That(reply.Headers.Location!.OriginalString, Does.StartWith(RunningServer.CallsPath + "/rtc_"));
        client.AcceptAnswer(answer);
        await client.Connected.WithinPatienceAsync();
        client.OpenChannel("oai-events");
        while (true)
        {
            ClientMessage message = await client.Messages.ReadAsync().AsTask().WithinPatienceAsync();
            if (message.Payload.Length > 0)
            {
                JsonElement happening = JsonDocument.Parse(message.Payload).RootElement;
                Assert.That(happening.GetProperty("type").GetString(), Is.EqualTo("session.created"));
                await _server.PostJsonAsync(reply.Headers.Location + "/hangup", "");
                await Eventually.IsTrueAsync(() => _server.Transport.PeerCount == 0, "the call ends");
                return happening.GetProperty("session");
            }
        }
    }

    private static MultipartFormDataContent Form(string offer, string session) => new()
    {
        { TestCall.AsSdp(offer), "sdp" },
        { new StringContent(session, Encoding.UTF8, "application/json"), "session" },
    };
}
