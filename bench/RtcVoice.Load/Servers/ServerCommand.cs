using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RtcVoice.Conversation.Agent;
using RtcVoice.Server.Hosting;
using RtcVoice.Standalone;
using RtcVoice.Transport;

namespace RtcVoice.Load.Servers;

/// <summary>
/// The process under load: the product's server with an agent that talks, or its transport with the naive pacer; beside it
/// the garbage and the encoders. It says on its output where it listens and ends when its input does.
/// </summary>
internal static class ServerCommand
{
    private static readonly string[] NoSettings = [];

    private static readonly string[] NoAdmission =
        ["--RtcVoice:Admission:MaxPacerLatenessMs=0", "--RtcVoice:Admission:MaxTickLatenessMs=0", "--RtcVoice:Admission:MaxBusyPercent=0"];

    /// <summary>Runs it.</summary>
    public static async Task<int> RunAsync(ServeOptions options)
    {
        using var pauses = new CollectionPauses();
        VoiceTransport? transport = null;
        await using WebApplication application = options.Pacer == Pacer.Product ? BuildProduct(options) : BuildNaive(options, out transport);
        application.MapGet("/load/process", (bool? collect) => Results.Json(ServerFigures.Take(application.Services.GetService<VoiceRuntime>(), pauses, collect ?? false)));
        await application.StartAsync();
        IPEndPoint media = transport?.LocalEndPoint ?? application.Services.GetRequiredService<VoiceRuntime>().Transport.LocalEndPoint;
        using Garbage? garbage = options.GarbageMegabytes > 0 ? new Garbage(options.GarbageMegabytes) : null;
        using EncoderLoad? encoders = options.Encoders ? new EncoderLoad() : null;
        Console.WriteLine(JsonSerializer.Serialize(new ServerAddress(application.Urls.First(), media.Port)));
        await Console.In.ReadToEndAsync();
        await application.StopAsync();
        if (transport is not null)
        {
            await transport.DisposeAsync();
        }

        return 0;
    }

    private static WebApplication BuildProduct(ServeOptions options) => RtcVoiceServer.Build(
        [
            "--urls", "http://127.0.0.1:0",
            "--RtcVoice:Media:Port=0",
            "--RtcVoice:Media:Bind=127.0.0.1",
            "--RtcVoice:Media:Addresses:0=127.0.0.1",
            string.Create(CultureInfo.InvariantCulture, $"--RtcVoice:Media:MaxCalls={options.Calls}"),
            "--RtcVoice:History:Enabled=false",
            string.Create(CultureInfo.InvariantCulture, $"--RtcVoice:Opus:Complexity={options.Complexity}"),
            string.Create(CultureInfo.InvariantCulture, $"--RtcVoice:Opus:MinComplexity={options.MinComplexity}"),
            .. options.Refuses ? NoSettings : NoAdmission,
            "--RtcVoice:Agent=talking",
            "--Logging:Console:LogToStandardErrorThreshold=Trace",
            "--Logging:LogLevel:Default=Warning",
        ],
        builder => builder.Services.AddSingleton<IVoiceAgentFactory>(new TalkingAgent(options.Talkers)));

    private static WebApplication BuildNaive(ServeOptions options, out VoiceTransport transport)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        WebApplication application = builder.Build();
        var media = new MediaOptions { Port = 0, Bind = "127.0.0.1", MaxCalls = options.Calls };
        media.Addresses.Add("127.0.0.1");
        VoiceTransport port = VoiceTransport.Start(media, TimeProvider.System, NullLoggerFactory.Instance);
        transport = port;
        application.MapPost("/v1/realtime/calls", async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body);
            PeerCreation creation = await port.CreatePeerAsync(
                "naive", await reader.ReadToEndAsync(), peer => new NaiveCall(peer, options.Pacer == Pacer.Timer));
            return Results.Text(creation.Answer ?? creation.Error!.Message, statusCode: creation.Answer is null ? 503 : 201);
        });
        return application;
    }
}
