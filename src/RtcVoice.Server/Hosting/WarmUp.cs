using System.Net;
using RtcVoice.Audio.Opus;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Calls;
using RtcVoice.Conversation.Clients;
using RtcVoice.Transport;
using RtcVoice.Transport.Client;

namespace RtcVoice.Server.Hosting;

/// <summary>
/// The server's call to itself at start. What runs for the first time is compiled and loaded then, which costs half a
/// second: better now than in the first person's ear.
/// </summary>
internal static class WarmUp
{
    /// <summary>Frames each way: enough for the jitter buffer, the decoder, the detector and a talkspurt to have run.</summary>
    private const int Frames = 25;

    /// <summary>The agent is cut while it speaks: the first cut in a process would otherwise be 40 ms late.</summary>
    private const int CutAt = Frames * 3 / 4;

    private static readonly ReadOnlyMemory<byte> Cut = """{"type":"output_audio_buffer.clear"}"""u8.ToArray();

    private static readonly TimeSpan FrameTime = TimeSpan.FromMilliseconds(20);

    /// <summary>A call on this machine takes a fraction of it; a server that cannot reach itself starts cold.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Makes the call.</summary>
    /// <returns>True when it came about; false when the server cannot reach itself.</returns>
    public static async Task<bool> RunAsync(VoiceTransport transport, CallServices services, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        await using var client = new VoiceClient(services.Clock, new VoiceClientOptions { Server = Reachable(transport.LocalEndPoint) });
        VoiceCall? call = null;
        PeerCreation creation = await transport.CreatePeerAsync(
            "warm-up", client.CreateOffer(), peer => call = new VoiceCall("warm-up", peer, new WarmUpAgent(), services));
        try
        {
            client.AcceptAnswer(creation.Answer!);
            await client.Connected.WaitAsync(patience.Token);
            await SpeakAsync(client, call!, services.Clock, patience.Token);
            return true;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            cancellation.ThrowIfCancellationRequested();
            return false;
        }
        finally
        {
            call!.HangUp();
            await call.Ended;
        }
    }

    private static async Task SpeakAsync(VoiceClient client, VoiceCall call, TimeProvider clock, CancellationToken cancellation)
    {
        using SessionClient? session = call.Session.Attach(new DeafPort());
        using var encoder = new OpusEncoder();
        using var timer = new PeriodicTimer(FrameTime, clock);
        byte[] packet = new byte[OpusFormat.MaxFramePacketBytes];
        for (int i = 0; i < Frames && await timer.WaitForNextTickAsync(cancellation); i++)
        {
            int length = encoder.Encode(WarmUpAgent.Tone.AsSpan(0, OpusFormat.FrameSamples), packet);
            client.SendFrame(packet.AsSpan(0, length), (long)i * OpusFormat.FrameSamples);
            if (i == CutAt)
            {
                await session!.ReceiveAsync(Cut, cancellation);
            }
        }
    }

    private static IPEndPoint Reachable(IPEndPoint local) =>
        local.Address.Equals(IPAddress.Any) || local.Address.Equals(IPAddress.IPv6Any)
            ? new IPEndPoint(IPAddress.Loopback, local.Port)
            : local;

    /// <summary>Takes events and lets them go.</summary>
    private sealed class DeafPort : IEventPort
    {
        public void Send(ReadOnlyMemory<byte> utf8)
        {
        }
    }

    /// <summary>Says a tone, so that a talkspurt is encoded and paced.</summary>
    private sealed class WarmUpAgent : IVoiceAgent
    {
        private const int ToneHertz = 200;

        public static readonly short[] Tone = [.. Enumerable.Range(0, OpusFormat.SampleRate)
            .Select(i => (short)(4000 * Math.Sin(2 * Math.PI * ToneHertz * i / OpusFormat.SampleRate)))];

        public async Task RunAsync(IAgentCall call, CancellationToken hangUp)
        {
            AgentResponse response = await call.BeginResponseAsync(hangUp);
            AgentMessage message = response.BeginMessage();
            message.WriteText("a tone");
            await message.WriteAudioAsync(Tone, OpusFormat.SampleRate, hangUp);
            message.Complete();
            response.Complete();
            await foreach (AgentEvent _ in call.ReadEventsAsync(hangUp))
            {
                // Read and let go, as an agent would.
            }
        }
    }
}
