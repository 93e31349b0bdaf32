using System.Net;
using System.Text;
using System.Text.Json;
using RtcVoice.Rtc;
using RtcVoice.Server.Tests.Harness;
using RtcVoice.TestKit.Clocks;
using RtcVoice.TestKit.Waiting;
using RtcVoice.Transport.Client;
using Microsoft.Extensions.DependencyInjection;

namespace RtcVoice.Server.Tests.Calls;

/// <summary>Calls over the API with real sockets, from the offer to the end.</summary>
public sealed class CallLifeTests
{
    private RunningServer _server = null!;

    [OneTimeSetUp]
    public async Task Start() => _server = await RunningServer.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public async Task A_call_connects_and_frames_flow_both_ways([Values(TransportProtocol.Udp, TransportProtocol.Tcp)] TransportProtocol protocol)
    {
        await using TestCall call = await TestCall.ConnectAsync(_server, new VoiceClientOptions { Protocol = protocol });
        await call.FramesFlowAsync(20);
        var frames = new List<ClientFrame>();
        while (frames.Count < 20 && call.Client.Frames.TryRead(out ClientFrame? frame))
        {
            frames.Add(frame);
        }

        Assert.That(frames.Zip(frames.Skip(1), (a, b) => b.Sequence - a.Sequence), Is.All.EqualTo(1));
        Assert.That(frames.Zip(frames.Skip(1), (a, b) => (b.Timestamp - a.Timestamp) % 960), Is.All.Zero);
    }

    [TestCase((ushort)7, "SRTP_AEAD_AES_128_GCM")]
    [TestCase((ushort)1, "SRTP_AES128_CM_HMAC_SHA1_80")]
    public async Task The_state_of_a_call_shows_its_connection_and_its_figures(ushort profile, string name)
    {
        await using TestCall call = await TestCall.ConnectAsync(_server, new VoiceClientOptions { SrtpProfiles = [profile] });
        await call.FramesFlowAsync();
        JsonElement view = await call.DescribeAsync();
        Assert.That(view.GetProperty("state").GetString(), Is.EqualTo("connected"));
        Assert.That(view.GetProperty("end_reason").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(call.Path, Does.EndWith(view.GetProperty("id").GetString()!));
        JsonElement peer = view.GetProperty("peer");
        Assert.That(peer.GetProperty("connection_state").GetString(), Is.EqualTo("connected"));
        Assert.That(peer.GetProperty("srtp_profile").GetString(), Is.EqualTo(name));
        Assert.That(peer.GetProperty("remote").GetString(), Does.Contain("127.0.0.1"));
        Assert.That(peer.GetProperty("packets_sent").GetInt64(), Is.Positive);
        Assert.That(peer.GetProperty("time_to_connect_ms").GetDouble(), Is.Positive);
        Assert.That(view.GetProperty("pacer").GetProperty("departure_lateness").GetProperty("count").GetInt64(), Is.Positive);
        Assert.That(view.GetProperty("downlink").GetProperty("fec_percent").GetInt32(), Is.Zero);
    }

    [Test]
    public async Task A_hang_up_over_the_API_ends_the_call_for_the_client([Values(TransportProtocol.Udp, TransportProtocol.Tcp)] TransportProtocol protocol)
    {
        await using TestCall call = await TestCall.ConnectAsync(_server, new VoiceClientOptions { Protocol = protocol });
        await call.FramesFlowAsync();
        using HttpResponseMessage reply = await _server.Http.PostAsync(new Uri(call.Path + "/hangup", UriKind.Relative), content: null);
        Assert.That(reply.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await call.Client.Closed.WithinPatienceAsync(), Is.EqualTo(CloseReason.ClosedByPeer), "by close_notify, not by a timeout");
        await EndedAsync(call.Path, "hung_up_here");
        using HttpResponseMessage again = await _server.Http.PostAsync(new Uri(call.Path + "/hangup", UriKind.Relative), content: null);
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.OK), "a call that is over may be hung up again");
        await Eventually.IsTrueAsync(() => _server.Transport.TcpConnectionCount == 0, "the connection goes with its call");
    }

    [Test]
    public async Task A_client_that_hangs_up_ends_the_call_and_its_figures_stay()
    {
        TestCall call = await TestCall.ConnectAsync(_server);
        await call.FramesFlowAsync();
        await call.DisposeAsync();
        JsonElement view = await EndedAsync(call.Path, "hung_up_by_peer");
        Assert.That(view.GetProperty("peer").GetProperty("packets_received").GetInt64(), Is.Positive);
        Assert.That(view.GetProperty("peer").GetProperty("connection_state").GetString(), Is.EqualTo("closed"));
    }

    [Test]
    public async Task A_multipart_offer_is_answered_like_a_plain_one()
    {
        await using var client = new VoiceClient(TimeProvider.System);
        using var form = new MultipartFormDataContent
        {
            { TestCall.AsSdp(client.CreateOffer()), "sdp" },
            { new StringContent("{\"type\":\"realtime\",\"model\":\"any\"}", Encoding.UTF8, "application/json"), "session" },
        };
        using HttpResponseMessage reply = await _server.Http.PostAsync(new Uri(RunningServer.CallsPath, UriKind.Relative), form);
        Assert.That(reply.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        Assert.That(reply.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/sdp"));
        Assert.That(reply.Headers.Location!.OriginalString, Does.Match("^/v1/realtime/calls/rtc_[0-9a-f]{32}$"));
        client.AcceptAnswer(await reply.Content.ReadAsStringAsync());
        await client.Connected.WithinPatienceAsync();
    }

    [Test]
    public async Task A_re_offer_and_an_ICE_restart_keep_the_call()
    {
        await using TestCall call = await TestCall.ConnectAsync(_server);
        await call.FramesFlowAsync();
        await call.RenegotiateAsync(restartsIce: false);
        await call.FramesFlowAsync();
        await call.RenegotiateAsync(restartsIce: true);
        await call.FramesFlowAsync(50);
        var sequences = new List<long>();
        while (call.Client.Frames.TryRead(out ClientFrame? frame))
        {
            sequences.Add(frame.Sequence);
        }

        Assert.That(sequences, Is.EqualTo(Enumerable.Range(0, sequences.Count).Select(i => sequences[0] + i)), "one stream, nothing missing, nothing twice");
        Assert.That((await call.DescribeAsync()).GetProperty("state").GetString(), Is.EqualTo("connected"));
    }

    [Test]
    public async Task An_unfit_re_offer_is_refused_and_the_call_goes_on()
    {
        await using TestCall call = await TestCall.ConnectAsync(_server);
        using HttpResponseMessage reply = await _server.Http.PatchAsync(new Uri(call.Path, UriKind.Relative), TestCall.AsSdp("v=0"));
        Assert.That((int)reply.StatusCode, Is.InRange(400, 422));
        await call.FramesFlowAsync();
    }

    [Test]
    public async Task The_echo_channel_gives_back_text_and_binary([Values(TransportProtocol.Udp, TransportProtocol.Tcp)] TransportProtocol protocol)
    {
        await using TestCall call = await TestCall.ConnectAsync(_server, new VoiceClientOptions { Protocol = protocol });
        int channel = call.Client.OpenChannel("rtcvoice-echo");
        ClientMessage opened = await call.Client.Messages.ReadAsync().AsTask().WithinPatienceAsync();
        Assert.That(opened.Channel, Is.EqualTo(channel));
        byte[] large = [.. Enumerable.Range(0, 60_000).Select(i => (byte)(i * 7))];
        Assert.That(call.Client.Send(channel, "hällo"u8.ToArray(), isText: true));
        Assert.That(call.Client.Send(channel, large, isText: false));
        ClientMessage text = await call.Client.Messages.ReadAsync().AsTask().WithinPatienceAsync();
        ClientMessage binary = await call.Client.Messages.ReadAsync().AsTask().WithinPatienceAsync();
        Assert.That((Encoding.UTF8.GetString(text.Payload.Span), text.IsText), Is.EqualTo(("hällo", true)));
        Assert.That(binary.IsText, Is.False);
        Assert.That(binary.Payload.Span.SequenceEqual(large));
    }

    [Test]
    public async Task A_channel_of_another_name_is_not_echoed()
    {
        await using TestCall call = await TestCall.ConnectAsync(_server);
        int other = call.Client.OpenChannel("other");
        int echo = call.Client.OpenChannel("rtcvoice-echo");
        for (int i = 0; i < 2; i++)
        {
            await call.Client.Messages.ReadAsync().AsTask().WithinPatienceAsync();
        }

        call.Client.Send(other, new byte[] { 1 }, isText: false);
        call.Client.Send(echo, new byte[] { 2 }, isText: false);
        ClientMessage first = await call.Client.Messages.ReadAsync().AsTask().WithinPatienceAsync();
        Assert.That(first.Payload.ToArray(), Is.EqualTo(new byte[] { 2 }));
    }

    [Test]
    public async Task A_call_that_nobody_comes_to_is_forgotten_after_half_a_minute()
    {
        var clock = new AdjustableClock();
        await using RunningServer server = await RunningServer.StartAsync(b => b.Services.AddSingleton<TimeProvider>(clock));
        await using var client = new VoiceClient(TimeProvider.System);
        using HttpResponseMessage reply = await TestCall.PostAsync(server.Http, client.CreateOffer());
        string path = reply.Headers.Location!.OriginalString;
        Assert.That((await server.DescribeAsync(path)).GetProperty("state").GetString(), Is.EqualTo("connecting"));
        clock.Skip(TimeSpan.FromSeconds(31));
        await Eventually.IsTrueAsync(() => server.Calls.Count == 0 && server.Transport.PeerCount == 0, "the call expires");
        JsonElement view = await server.DescribeAsync(path);
        Assert.That(view.GetProperty("end_reason").GetString(), Is.EqualTo("never_connected"));
    }

    private async Task<JsonElement> EndedAsync(string path, string reason)
    {
        await Eventually.IsTrueAsync(
            async () => (await _server.DescribeAsync(path)).GetProperty("state").GetString() == "ended", "the call ends");
        JsonElement view = await _server.DescribeAsync(path);
        Assert.That(view.GetProperty("end_reason").GetString(), Is.EqualTo(reason));
        return view;
    }
}
