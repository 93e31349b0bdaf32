using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using RtcVoice.TestKit.Network;
using RtcVoice.TestKit.Peers;
using RtcVoice.TestKit.Waiting;
using RtcVoice.Transport.Client;

namespace RtcVoice.Server.Tests.Harness;

/// <summary>A call over the API of a server: a calling peer that sends a frame every 20 ms once it is connected.</summary>
internal sealed class TestCall : IAsyncDisposable
{
    private readonly HttpClient _http;
    private readonly FramePump _frames;

    private TestCall(HttpClient http, VoiceClient client, string path)
    {
        _http = http;
        Client = client;
        Path = path;
        _frames = FramePump.Start(client);
    }

    public VoiceClient Client { get; }

    /// <summary>The call's resource, from Location.</summary>
    public string Path { get; }

    /// <summary>The call's identifier.</summary>
    public string Id => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>Posts an offer and waits until the call is connected.</summary>
    public static Task<TestCall> ConnectAsync(RunningServer server, VoiceClientOptions? options = null, UdpRelay? relay = null) =>
        ConnectAsync(server.Http, options, relay);

    /// <summary>Posts an offer to the server that a client is of, and waits until the call is connected.</summary>
    public static async Task<TestCall> ConnectAsync(HttpClient http, VoiceClientOptions? options = null, UdpRelay? relay = null)
    {
        var client = new VoiceClient(TimeProvider.System, options);
        try
        {
            using HttpResponseMessage reply = await PostAsync(http, client.CreateOffer());
            string answer = await reply.Content.ReadAsStringAsync();
            Assert.That(reply.StatusCode, Is.EqualTo(HttpStatusCode.Created), answer);
            client.AcceptAnswer(relay is null ? answer : relay.Redirect(answer));
            await client.Connected.WithinPatienceAsync();
            return new TestCall(http, client, reply.Headers.Location!.OriginalString);
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>Posts an offer as application/sdp.</summary>
    public static Task<HttpResponseMessage> PostAsync(HttpClient http, string offer) =>
        http.PostAsync(new Uri(RunningServer.CallsPath, UriKind.Relative), AsSdp(offer));

    /// <summary>A body of type application/sdp.</summary>
    public static StringContent AsSdp(string offer) => new(offer, Encoding.UTF8, new MediaTypeHeaderValue("application/sdp"));

    /// <summary>What the API says of the call.</summary>
    public Task<JsonElement> DescribeAsync() => ReadAsync(Path);

    /// <summary>The items of its conversation, as they were heard.</summary>
    public async Task<IReadOnlyList<JsonElement>> ConversationAsync() =>
        [.. (await ReadAsync(Path + "/conversation")).GetProperty("data").EnumerateArray()];

    /// <summary>The person says something: one Opus packet every 20 ms. Completes when the last has been sent.</summary>
    public Task SayAsync(IReadOnlyList<byte[]> packets) => _frames.SayAsync(packets).WithinPatienceAsync();

    /// <summary>Waits until frames have come in both ways: so many more than now.</summary>
    public async Task FramesFlowAsync(int count = 10)
    {
        long down = Client.FramesReceived;
        long up = (await DescribeAsync()).GetProperty("peer").GetProperty("packets_received").GetInt64();
        await Eventually.IsTrueAsync(() => Client.FramesReceived >= down + count, "frames from the server");
        await Eventually.IsTrueAsync(
            async () => (await DescribeAsync()).GetProperty("peer").GetProperty("packets_received").GetInt64() >= up + count,
            "frames from the client");
    }

    /// <summary>Renegotiates over PATCH.</summary>
    public async Task RenegotiateAsync(bool restartsIce)
    {
        using HttpResponseMessage reply = await _http.PatchAsync(
            new Uri(Path, UriKind.Relative), AsSdp(Client.CreateOffer(restartsIce)));
        string answer = await reply.Content.ReadAsStringAsync();
        Assert.That(reply.StatusCode, Is.EqualTo(HttpStatusCode.OK), answer);
        Assert.That(reply.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/sdp"));
        Client.AcceptAnswer(answer);
    }

    private async Task<JsonElement> ReadAsync(string path)
    {
        using HttpResponseMessage reply = await _http.GetAsync(new Uri(path, UriKind.Relative));
        Assert.That(reply.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        return JsonElement.Parse(await reply.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _frames.DisposeAsync();
        await Client.DisposeAsync();
    }
}
